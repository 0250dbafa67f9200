package jsonsrc

import (
	"bytes"
	"strings"

	"github.com/tailscale/hujson"
)

// insert returns the text with a member put into the object as its i-th.
func (d *document) insert(v *hujson.Value, i int, name string, value any) []byte {
	o := v.Value.(*hujson.Object)
	if len(o.Members) == 0 {
		return d.fill(v, o, name, value)
	}
	neighbour := o.Members[max(i-1, 0)]
	s := d.style(neighbour.Name.StartOffset)
	s.colon = d.colon(neighbour)
	before, lines := lead(neighbour.Name.BeforeExtra)
	s.lines, s.indent = lines, strings.Trim(before, "\r\n")
	if after, before, ok := commaFirst(o, i); ok {
		return d.insertComma(o, i, s.member(name, value), after, before)
	}
	if i == len(o.Members) {
		return d.appendTo(o, s, before, name, value)
	}
	if !lines {
		at := o.Members[i].Name.StartOffset
		return d.splice(cut{at, at, s.member(name, value) + "," + between(o, s)})
	}
	at := v.StartOffset + 1
	if i > 0 {
		at = neighbour.Value.EndOffset + len(neighbour.Value.AfterExtra) + 1
	}
	at += sameLine(o.Members[i].Name.BeforeExtra)
	return d.splice(cut{at, at, before + s.member(name, value) + ","})
}

// appendTo puts a member behind the last one and the comment on its line. A trailing comma is kept up.
func (d *document) appendTo(o *hujson.Object, s style, before, name string, value any) []byte {
	last := o.Members[len(o.Members)-1].Value
	end, comma := last.EndOffset, ""
	if last.AfterExtra != nil {
		end, comma = end+len(last.AfterExtra)+1, ","
	}
	skip := sameLine(o.AfterExtra)
	at := end + skip
	if !s.lines {
		before = between(o, s)
		if bytes.Contains(o.AfterExtra[:skip], []byte("//")) {
			before = s.eol + s.unit
		}
	}
	put := cut{at, at, before + s.member(name, value) + comma}
	if comma != "" {
		return d.splice(put)
	}
	return d.splice(cut{end, end, ","}, put)
}

// commaFirst returns what stands around the comma near the i-th member where commas start the lines.
func commaFirst(o *hujson.Object, i int) (after, before string, ok bool) {
	if len(o.Members) < 2 {
		return "", "", false
	}
	pair := min(max(i-1, 0), len(o.Members)-2)
	after, ok = lead(o.Members[pair].Value.AfterExtra)
	before = string(o.Members[pair+1].Name.BeforeExtra)
	return after, before, ok && strings.Trim(before, " \t") == ""
}

// insertComma puts a member into an object in which commas start the lines.
func (d *document) insertComma(o *hujson.Object, i int, member, after, before string) []byte {
	if i == 0 {
		at := o.Members[0].Name.StartOffset
		return d.splice(cut{at, at, member + after + "," + before})
	}
	last := o.Members[i-1].Value
	extra := last.AfterExtra
	if i == len(o.Members) {
		if last.AfterExtra != nil {
			at := last.EndOffset + len(last.AfterExtra) + 1
			return d.splice(cut{at, at, before + member + after + ","})
		}
		extra = o.AfterExtra
	}
	at := last.EndOffset + sameLine(extra)
	return d.splice(cut{at, at, after + "," + before + member})
}

// between returns what stands between two members in one line.
func between(o *hujson.Object, s style) string {
	if len(o.Members) > 1 {
		if extra := string(o.Members[1].Name.BeforeExtra); strings.Trim(extra, " \t") == "" {
			return extra
		}
	}
	if strings.HasSuffix(s.colon, " ") {
		return " "
	}
	return ""
}

// fill puts a member into an empty object.
func (d *document) fill(v *hujson.Value, o *hujson.Object, name string, value any) []byte {
	s := d.style(v.StartOffset)
	comments := bytes.TrimRight(o.AfterExtra, " \t\r\n")
	rest := string(o.AfterExtra[len(comments):])
	at := v.StartOffset + 1 + len(comments)
	if !s.lines && !strings.Contains(rest, "\n") {
		return d.splice(cut{at, at, rest + s.member(name, value)})
	}
	s.lines = true
	outer := s.eol + s.indent
	s.indent += s.unit
	text := s.eol + s.indent + s.member(name, value)
	if strings.ContainsAny(rest, "\r\n") {
		return d.splice(cut{at, at, text})
	}
	return d.splice(cut{at, at + len(rest), text + outer})
}

// sameLine returns the length of the space and the comments that end in the line that they start in, 0 where there is
// no comment.
func sameLine(extra hujson.Extra) int {
	end := 0
	for i := 0; i < len(extra); {
		rest := extra[i:]
		switch {
		case rest[0] == ' ' || rest[0] == '\t':
			i++
		case bytes.HasPrefix(rest, []byte("//")):
			line, _, _ := bytes.Cut(rest, []byte("\n"))
			return i + len(bytes.TrimRight(line, "\r"))
		case bytes.HasPrefix(rest, []byte("/*")):
			size := bytes.Index(rest[2:], []byte("*/")) + 4
			if bytes.ContainsRune(rest[:size], '\n') {
				return end
			}
			i += size
			end = i
		default:
			return end
		}
	}
	return end
}

// cut is a span of the text and what takes its place.
type cut struct {
	start, end int
	text       string
}

// splice makes the cuts, given in order, and returns the file.
func (d *document) splice(cuts ...cut) []byte {
	var out bytes.Buffer
	out.Write(d.src[:len(d.src)-len(d.text)])
	done := 0
	for _, c := range cuts {
		out.Write(d.text[done:c.start])
		out.WriteString(c.text)
		done = c.end
	}
	out.Write(d.text[done:])
	return out.Bytes()
}
