package jsonsrc

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/tailscale/hujson"

	"scaffold/patcher"
)

// style is how new text is written in a place.
type style struct {
	eol    string
	unit   string // one step of indentation
	colon  string // ": " or ":"
	indent string // of the line that holds the new text
	lines  bool   // one member a line
	short  bool   // an array of plain values in one line where it fits
	pad    string // behind an opening brace in one line
}

// style returns the file's own way of writing, as seen from an offset.
func (d *document) style(offset int) style {
	s := style{eol: patcher.EOL(d.text, offset), unit: "  ", colon: ": ", indent: d.indent(offset), lines: true, short: d.comments}
	members := d.members(&d.root)
	if len(members) == 0 {
		return s
	}
	s.lines = bytes.ContainsRune(d.text[d.root.StartOffset:d.root.EndOffset], '\n')
	s.colon = d.colon(members[0])
	if lead, ok := lead(members[0].Name.BeforeExtra); ok && strings.Trim(lead, "\r\n") != "" {
		s.unit = strings.Trim(lead, "\r\n")
	}
	if extra := string(members[0].Name.BeforeExtra); strings.Trim(extra, " ") == "" {
		s.pad = extra
	}
	return s
}

// members returns those of an object, nil for any other value.
func (d *document) members(v *hujson.Value) []hujson.ObjectMember {
	if o, ok := v.Value.(*hujson.Object); ok {
		return o.Members
	}
	return nil
}

// colon returns what stands between a member's name and its value.
func (d *document) colon(m hujson.ObjectMember) string {
	between := string(d.text[m.Name.EndOffset:m.Value.StartOffset])
	if strings.Trim(between, " \t") != ":" {
		return ": "
	}
	return between
}

// indent returns the space that the line of an offset starts with.
func (d *document) indent(offset int) string {
	line := d.text[bytes.LastIndexByte(d.text[:offset], '\n')+1 : offset]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// lead returns the line ending and the indentation in front of a member; ok is false when it does not start a line.
func lead(extra hujson.Extra) (string, bool) {
	at := bytes.LastIndexByte(extra, '\n')
	if at < 0 {
		return "", false
	}
	end := at + 1
	for end < len(extra) && (extra[end] == ' ' || extra[end] == '\t') {
		end++
	}
	if at > 0 && extra[at-1] == '\r' {
		at--
	}
	return string(extra[at:end]), true
}

// quote returns a name as JSON.
func quote(name string) string { return text(name) }

// text returns a value as JSON in one line without spaces. A value that has no JSON is a fault of the caller.
func text(value any) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// value returns a value as JSON in the style.
func (s style) value(value any) string {
	plain := text(value)
	if s.short && strings.HasPrefix(plain, "[") && !strings.ContainsAny(plain[1:], "{[") && len(plain) < width {
		return s.spaced(plain)
	}
	if s.lines {
		var out bytes.Buffer
		if err := json.Indent(&out, []byte(plain), s.indent, s.unit); err != nil {
			panic(err)
		}
		return strings.ReplaceAll(out.String(), "\n", s.eol)
	}
	if strings.HasSuffix(s.colon, " ") {
		return s.spaced(plain)
	}
	return plain
}

// width is how long an array in one line may be.
const width = 60

// spaced puts a space behind each colon and comma, and the padding into braces.
func (s style) spaced(plain string) string {
	var out strings.Builder
	quoted := false
	for i := 0; i < len(plain); i++ {
		c := plain[i]
		if c == '}' && !quoted && plain[i-1] != '{' {
			out.WriteString(s.pad)
		}
		out.WriteByte(c)
		switch {
		case c == '\\' && quoted:
			i++
			out.WriteByte(plain[i])
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ':' || c == ','):
			out.WriteByte(' ')
		case !quoted && c == '{' && plain[i+1] != '}':
			out.WriteString(s.pad)
		}
	}
	return out.String()
}

// member returns a name and its value.
func (s style) member(name string, value any) string { return quote(name) + s.colon + s.value(value) }
