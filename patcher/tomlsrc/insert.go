package tomlsrc

import (
	"bytes"
	"slices"
	"strings"

	"scaffold/patcher"
)

// head returns where a table is first opened or given a key.
func (d *document) head(table []string) int {
	for _, it := range d.items {
		if prefix(table, append(slices.Clone(it.table), it.keys...)) {
			return it.start
		}
	}
	return 0
}

// insert puts the key behind the last one of its table, or the table at the end.
func (d *document) insert(s Set) []byte {
	var last *item
	for i := range d.items {
		it := &d.items[i]
		if slices.Equal(it.table, s.Table) && !it.array {
			last = it
		}
	}
	switch {
	case last != nil:
		line := s.lines(false)[0]
		if last.keys != nil {
			start := bytes.LastIndexByte(d.text[:last.start], '\n') + 1
			line = string(d.text[start:last.start]) + line
			if equals := string(d.text[last.value-1 : last.value]); equals == "=" {
				line = strings.Replace(line, " = ", "=", 1)
			}
		}
		return d.behind(last.end, line)
	case len(s.Table) == 0 && len(d.items) > 0:
		return d.above(d.items[0].start, s.lines(false)[0])
	}
	lines := s.lines(true)
	if len(bytes.TrimSpace(d.text)) > 0 {
		lines = append([]string{""}, lines...)
	}
	return d.append(lines)
}

// behind puts a line behind the line of an offset.
func (d *document) behind(offset int, line string) []byte {
	i := bytes.IndexByte(d.text[offset:], '\n')
	if i < 0 {
		return d.append([]string{line})
	}
	at := offset + i + 1
	return d.splice(at, at, line+patcher.EOL(d.text, at))
}

// above puts a line and a blank one above the line of an offset and the comments right above it.
func (d *document) above(offset int, line string) []byte {
	at := bytes.LastIndexByte(d.text[:offset], '\n') + 1
	for at > 0 {
		start := bytes.LastIndexByte(d.text[:at-1], '\n') + 1
		if !bytes.HasPrefix(bytes.TrimLeft(d.text[start:at], " \t"), []byte("#")) {
			break
		}
		at = start
	}
	eol := patcher.EOL(d.text, at)
	return d.splice(at, at, line+eol+eol)
}

// append puts lines at the end; a file without a final newline stays without.
func (d *document) append(lines []string) []byte {
	end := len(d.text)
	eol := patcher.EOL(d.text, end)
	text := strings.Join(lines, eol)
	if end > 0 && d.text[end-1] != '\n' {
		return d.splice(end, end, eol+text)
	}
	return d.splice(end, end, text+eol)
}

func (d *document) splice(start, end int, text string) []byte {
	bom := len(d.src) - len(d.text)
	return patcher.Splice(d.src, bom+start, bom+end, text)
}
