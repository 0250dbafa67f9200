package dotenv

import (
	"bytes"
	"slices"
	"strings"

	"scaffold/patcher"
)

// place is where a key stands in the groups.
type place struct{ group, at int }

func (p place) before(q place) bool { return p.group < q.group || p.group == q.group && p.at < q.at }

// placed adds the keys that the groups have a place for, one after the other, and returns the others.
func (a Add) placed(src []byte) (out []byte, rest []Key, err error) {
	out = src
	if src == nil && len(a.Groups) > 0 && a.Header != "" {
		out = []byte(strings.Join(a.header(), "\n"))
	}
	for _, k := range a.inOrder() {
		next, ok, err := a.insert(out, k)
		if err != nil {
			return nil, nil, err
		}
		if !ok {
			rest = append(rest, k)
			continue
		}
		out = next
	}
	return out, rest, nil
}

// inOrder returns the keys in the order of the groups, those of no group behind them.
func (a Add) inOrder() []Key {
	keys := slices.Clone(a.Keys)
	slices.SortStableFunc(keys, func(x, y Key) int {
		p, inGroup := a.place(x.Name)
		q, also := a.place(y.Name)
		switch {
		case inGroup && also && p.before(q), inGroup && !also:
			return -1
		case inGroup && also && q.before(p), !inGroup && also:
			return 1
		}
		return 0
	})
	return keys
}

func (a Add) place(name string) (place, bool) {
	for g, group := range a.Groups {
		for i, k := range group {
			if k.Name == name {
				return place{g, i}, true
			}
		}
	}
	return place{}, false
}

// insert puts a key behind the nearest one above it in the groups, else before the nearest below. ok is false where there is
// neither.
func (a Add) insert(src []byte, k Key) (out []byte, ok bool, err error) {
	own, ok := a.place(k.Name)
	if !ok || slices.Contains(Keys(src), k.Name) {
		return src, ok, nil
	}
	lines, err := k.lines(a.Off)
	if err != nil {
		return nil, false, err
	}
	above, below := a.neighbours(src, own)
	eol := patcher.EOL(src, len(src))
	switch {
	case above != nil && (above.group == own.group || below == nil || below.group != own.group):
		return behind(src, above.entry, lines, eol, above.group == own.group), true, nil
	case below != nil:
		at := commentsAbove(src, below.entry.at)
		text := strings.Join(lines, eol) + eol
		if below.group != own.group {
			text += eol
		}
		return patcher.Splice(src, at, at, text), true, nil
	case len(src) > 0 && string(src) == strings.Join(a.header(), "\n"): // a file that begins
		return append(slices.Clone(src), "\n"+strings.Join(lines, "\n")+"\n"...), true, nil
	}
	if src != nil && k.Doc != "" { // the first of all: the others find their place by it
		return appended(src, lines), true, nil
	}
	return src, false, nil
}

// neighbour is a key of the groups in the file.
type neighbour struct {
	entry
	place
}

// neighbours returns the nearest keys above and below a place.
func (a Add) neighbours(src []byte, own place) (above, below *neighbour) {
	ours := a.Header != "" && bytes.HasPrefix(src, []byte(comment(a.Header)[0]))
	for _, e := range entries(src) {
		at, ok := a.place(e.name)
		switch {
		case ok && !ours && !documented(src, e, a.Groups[at.group][at.at]), !ok && !ours:
			continue
		case !ok: // somebody's own stand behind the groups
			at = place{group: len(a.Groups)}
		}
		n := &neighbour{e, at}
		switch {
		case at.before(own) && (above == nil || above.before(at)):
			above = n
		case own.before(at) && (below == nil || at.before(below.place)):
			below = n
		}
	}
	return above, below
}

func (n *neighbour) before(p place) bool { return n.place.before(p) }

// documented tells whether the key's own comment stands above it.
func documented(src []byte, e entry, k Key) bool {
	if k.Doc == "" {
		return false
	}
	lines := comment(k.Doc)
	above := bytes.TrimRight(src[:e.at], "\r\n")
	return bytes.HasSuffix(above, []byte(lines[len(lines)-1]))
}

// behind returns the text with lines behind a key: joined to one of their group, apart from another.
func behind(src []byte, e entry, lines []string, eol string, joined bool) []byte {
	text := strings.Join(lines, eol) + eol
	at := min(e.end, len(src))
	if src[at-1] != '\n' {
		text = eol + strings.TrimSuffix(text, eol)
	}
	if !joined {
		text = eol + text
		if rest, _, _ := bytes.Cut(src[at:], []byte("\n")); at < len(src) && len(bytes.TrimSpace(rest)) > 0 {
			text += eol
		}
	}
	return patcher.Splice(src, at, at, text)
}

// commentsAbove returns the offset of the comment that belongs to the line at an offset.
func commentsAbove(src []byte, at int) int {
	for at > 0 {
		start := bytes.LastIndexByte(src[:at-1], '\n') + 1
		if line := bytes.TrimSpace(src[start:at]); len(line) == 0 || line[0] != '#' || assignment.Match(line) {
			return at
		}
		at = start
	}
	return at
}
