package generators

import "strings"

// openPath is a path in the spelling of OpenAPI.
type openPath struct {
	path   string
	params []openParam
}

type openParam struct{ name, pattern string }

// openPaths spells a route's path as OpenAPI does: /notes/:id becomes /notes/{id}. A part that may be missing makes two
// paths of one.
func openPaths(path string) []openPath {
	for _, optional := range []string{"}", "?"} {
		with, without, ok := splitOptional(path, optional)
		if ok {
			return append(openPaths(without), openPaths(with)...)
		}
	}
	var p openPath
	for _, part := range strings.Split(strings.Trim(path, "/"), "/") {
		p.path += "/" + p.part(part)
	}
	return []openPath{p}
}

// splitOptional takes a path apart at a part that may be missing: /a{/:b} of Express 5, /a/:b? of Express 4.
func splitOptional(path, mark string) (with, without string, ok bool) {
	end := strings.Index(path, mark)
	if end < 0 {
		return "", "", false
	}
	if mark == "}" {
		start := strings.LastIndexByte(path[:end], '{')
		if start < 0 {
			return "", "", false
		}
		return path[:start] + path[start+1:end] + path[end+1:], path[:start] + path[end+1:], true
	}
	start := strings.LastIndexByte(path[:end], '/')
	if start < 0 || !strings.HasPrefix(path[start+1:], ":") {
		return "", "", false
	}
	return path[:end] + path[end+1:], path[:start] + path[end+1:], true
}

// part spells one part of a path, and notes its parameters.
func (p *openPath) part(text string) string {
	var out strings.Builder
	for text != "" {
		at := strings.IndexAny(text, ":*")
		if at < 0 {
			out.WriteString(text)
			break
		}
		out.WriteString(text[:at])
		name := nameAt(text[at+1:])
		rest := text[at+1+len(name):]
		pattern := ""
		if strings.HasPrefix(rest, "(") {
			if end := strings.LastIndexByte(rest, ')'); end > 0 {
				pattern, rest = "^"+rest[1:end]+"$", rest[end+1:]
			}
		}
		if name == "" {
			name = "rest"
		}
		p.params = append(p.params, openParam{name, pattern})
		out.WriteString("{" + name + "}")
		text = strings.TrimLeft(rest, "+*")
	}
	return out.String()
}

// nameAt returns the name that a text begins with.
func nameAt(text string) string {
	for i, r := range text {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (i == 0 || r < '0' || r > '9') {
			return text[:i]
		}
	}
	return text
}
