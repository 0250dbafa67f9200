package audit

import (
	"bytes"
	_ "embed"
	"html/template"
)

//go:embed report.html.tmpl
var page string

// HTML returns the report as one page that needs nothing else to be read.
func (r *Report) HTML() ([]byte, error) {
	t, err := template.New("report").Funcs(template.FuncMap{
		"open": r.open, "having": r.with, "heading": heading, "seen": Finding.seen, "at": Finding.at, "costs": costs, "worth": worth,
		"severities": func() []Severity { return severities },
	}).Parse(page)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, r)
	return out.Bytes(), err
}
