package plan

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// ellipsis stands for a value that is not shown.
const ellipsis = "…"

// secret tells whether a file may hold real values: .env and its likes, but not the ones made to be read by others.
func secret(file string) bool {
	name := path.Base(file)
	if name != ".env" && name != ".envrc" && !strings.HasPrefix(name, ".env.") {
		return false
	}
	switch path.Ext(name) {
	case ".example", ".sample", ".template", ".dist":
		return false
	}
	return true
}

// mask hides, in the diff of a .env file, each value that stood in the file before.
func mask(text, before []byte) []byte {
	hidden := masks(before)
	var out bytes.Buffer
	body := false
	for line := range bytes.Lines(text) {
		shown := string(line)
		body = body || strings.HasPrefix(shown, "@@ ")
		if body && strings.ContainsAny(shown[:1], " +-") {
			content := strings.TrimRight(shown[1:], "\r\n")
			end := shown[1+len(content):]
			if instead, known := hidden[content]; known {
				shown = shown[:1] + instead + end
			}
		}
		out.WriteString(shown)
	}
	return out.Bytes()
}

// An assignment, also one that is commented out.
var assignment = regexp.MustCompile(`^(\s*#?\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*(?:=|:\s)\s*)(.*)$`)

// masks returns, for each line of a .env file, what is shown of it. The lines of a value that spans several are
// hidden whole.
func masks(text []byte) map[string]string {
	shown := map[string]string{}
	open := "" // the quote that a value on an earlier line began with
	for raw := range bytes.Lines(text) {
		line := strings.TrimRight(string(raw), "\r\n")
		if open != "" {
			shown[line] = ellipsis
			if strings.Contains(line, open) {
				open = ""
			}
			continue
		}
		if _, hidden := shown[line]; hidden && shown[line] == ellipsis {
			continue
		}
		shown[line], open = masked(line)
	}
	return shown
}

// masked returns what is shown of a line, and the quote that it leaves open.
func masked(line string) (shown, open string) {
	match := assignment.FindStringSubmatch(line)
	trimmed := strings.TrimSpace(line)
	switch {
	case match != nil && match[2] == "":
		return line, ""
	case match != nil:
		return match[1] + ellipsis, left(match[2])
	case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		return line, ""
	}
	return ellipsis, ""
}

// left returns the quote that a value begins with and does not close.
func left(value string) string {
	quote := value[:1]
	if strings.IndexByte("\"'`", value[0]) < 0 || strings.Contains(value[1:], quote) {
		return ""
	}
	return quote
}
