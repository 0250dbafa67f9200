package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"

	"scaffold/patcher"
)

// report is what a run did or would do. It is printed as text while the run goes on, or as one JSON document at its end.
type report struct {
	Command  string       `json:"command"`
	Apps     []appReport  `json:"apps,omitempty"`
	Gaps     []gapReport  `json:"gaps,omitempty"`
	Files    []fileReport `json:"files,omitempty"`
	Diff     string       `json:"diff,omitempty"`
	Steps    []stepReport `json:"steps,omitempty"`
	Notes    []string     `json:"notes,omitempty"`
	Undoes   string       `json:"undoes,omitempty"` // the command whose run an undo takes back
	Applied  bool         `json:"applied"`
	Next     []string     `json:"next,omitempty"`
	Again    string       `json:"again,omitempty"`  // the command that gives the same answers
	Result   any          `json:"result,omitempty"` // what list, explain, preset, version, help and completion tell
	Errors   []failure    `json:"errors,omitempty"`
	ExitCode int          `json:"exitCode"`
}

type appReport struct {
	ID        string            `json:"app"`
	Dir       string            `json:"dir"`
	Name      string            `json:"name,omitempty"`
	Framework string            `json:"framework"`
	Major     int               `json:"major,omitempty"`
	At        string            `json:"at"`
	Facts     map[string]string `json:"facts,omitempty"`
}

type gapReport struct {
	App    string        `json:"app"`
	Gap    string        `json:"gap"`
	Pieces []pieceReport `json:"pieces"`
	Notes  []string      `json:"notes,omitempty"` // what only the user can decide
}

type pieceReport struct {
	What   string `json:"what"`
	Status string `json:"status"` // open, present, partial, refused
	At     string `json:"at,omitempty"`
	By     string `json:"by,omitempty"`
	Why    string `json:"why,omitempty"`
	Paste  string `json:"paste,omitempty"`
}

type fileReport struct {
	Path   string `json:"path"`
	Change string `json:"change"` // new, changed, removed
	Added  int    `json:"added"`
	Cut    int    `json:"removed"`
}

type stepReport struct {
	App   string `json:"app"`
	Gap   string `json:"gap"`
	What  string `json:"what"`
	Where string `json:"where,omitempty"`
	Why   string `json:"why"`
	Paste string `json:"paste,omitempty"`
}

// failure is a problem as JSON.
type failure struct{ *patcher.Problem }

// MarshalJSON spells the problem's fields for scripts. What is not known is left out.
func (f failure) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Message string `json:"message"`
		Path    string `json:"path,omitempty"`
		Line    int    `json:"line,omitempty"`
		Column  int    `json:"column,omitempty"`
		What    string `json:"what"`
		Todo    string `json:"todo,omitempty"`
		Paste   string `json:"paste,omitempty"`
	}{f.Error(), f.Path, f.Line, f.Col, f.What, f.Todo, f.Code})
}

func (p *program) printJSON() {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(p.report); err != nil {
		fmt.Fprintln(p.err, "scaffold:", err)
		return
	}
	p.write(escaped(text.String()))
}

// escaped spells out the control characters that JSON lets stand: some terminals act on them.
func escaped(text string) string {
	var out bytes.Buffer
	for _, r := range text {
		if steers(r) && r != '\n' {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
