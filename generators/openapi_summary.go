package generators

import (
	"path"
	"strings"
	"unicode"

	"scaffold/stack"
)

// summaryOf makes a sentence of a handler's name that has one in it: getPatientById.
func summaryOf(handler string) string {
	name := handler[strings.LastIndexByte(handler, '.')+1:]
	var words []string
	start := 0
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			words = append(words, name[start:i])
			start = i
		}
	}
	words = append(words, name[start:])
	if len(words) < 2 || !unicode.IsLower(rune(name[0])) || !verbsOfHandlers[words[0]] {
		return ""
	}
	text := strings.ToLower(strings.Join(words, " "))
	return strings.ToUpper(text[:1]) + text[1:]
}

// verbsOfHandlers are words that the names of handlers begin with when they say what they do.
var verbsOfHandlers = map[string]bool{
	"get": true, "list": true, "find": true, "read": true, "show": true, "create": true, "add": true, "update": true, "edit": true, "replace": true, "change": true,
	"delete": true, "remove": true, "upload": true, "download": true, "export": true, "import": true, "send": true, "search": true, "verify": true, "reset": true,
	"register": true, "confirm": true, "cancel": true, "approve": true, "assign": true, "refresh": true, "fetch": true, "set": true, "toggle": true, "count": true,
}

// plainSummary says what a method means for a path.
func plainSummary(method, path, prefix string) string {
	word := map[string]string{"get": "Read", "head": "Ask for", "post": "Post to", "put": "Replace", "patch": "Change", "delete": "Delete", "options": "Ask what may be done with"}[method]
	var names []string
	for _, part := range strings.Split(strings.Trim(strings.TrimPrefix(path, prefix), "/"), "/") {
		switch {
		case part == "":
		case part[0] == '{' && len(names) > 0:
			names[len(names)-1] += " by " + strings.Trim(part, "{}")
		default:
			names = append(names, strings.Trim(part, "{}"))
		}
	}
	if len(names) == 0 {
		return word + " /"
	}
	return word + " " + strings.Join(names, "/")
}

// probeSummary says what a probe tells by the end of its path, "" for one whose path does not say.
func probeSummary(r stack.Route) string {
	if !r.IsProbe() {
		return ""
	}
	switch strings.ToLower(path.Base(r.Path)) {
	case "live", "livez", "liveness", "alive":
		return "Tell whether the process runs"
	case "ready", "readyz", "readiness":
		return "Tell whether the service can take requests"
	case "health", "healthz", "healthcheck", "health-check":
		return "Tell whether the service is well"
	case "metrics":
		return "Give the metrics"
	}
	return ""
}
