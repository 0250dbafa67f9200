package jsonsrc

import (
	"bytes"

	"github.com/tailscale/hujson"
)

// strict returns a problem at the first comment or trailing comma.
func (d *document) strict() error {
	at, what := firstExtra(d.root)
	if what == "" {
		return nil
	}
	return d.problem(at, what+" stands in a file that must be plain JSON", "take it out; other programs cannot read it either")
}

// firstExtra finds what plain JSON does not have in a value and around it.
func firstExtra(v hujson.Value) (at int, what string) {
	if at, what = comment(v.StartOffset-len(v.BeforeExtra), v.BeforeExtra); what != "" {
		return at, what
	}
	var last *hujson.Value
	var after hujson.Extra
	switch inner := v.Value.(type) {
	case *hujson.Object:
		for i := range inner.Members {
			m := &inner.Members[i]
			if at, what = firstExtra(m.Name); what == "" {
				at, what = firstExtra(m.Value)
			}
			if what != "" {
				return at, what
			}
			last = &m.Value
		}
		after = inner.AfterExtra
	case *hujson.Array:
		for i := range inner.Elements {
			last = &inner.Elements[i]
			if at, what = firstExtra(*last); what != "" {
				return at, what
			}
		}
		after = inner.AfterExtra
	}
	if last != nil && last.AfterExtra != nil {
		return last.EndOffset + len(last.AfterExtra), "a trailing comma"
	}
	if at, what = comment(v.EndOffset-1-len(after), after); what != "" {
		return at, what
	}
	return comment(v.EndOffset, v.AfterExtra)
}

// comment finds the first comment of the space that starts at the offset.
func comment(offset int, extra hujson.Extra) (int, string) {
	if i := bytes.IndexByte(extra, '/'); i >= 0 {
		return offset + i, "a comment"
	}
	return 0, ""
}
