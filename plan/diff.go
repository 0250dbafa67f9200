package plan

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// Diff returns a unified diff of every file, each below comment lines that say why it changes. git apply takes it, but
// for the .env files, whose values are left out. Nil when the plan is empty.
func (p *Plan) Diff() []byte {
	var out bytes.Buffer
	for i, file := range p.Files {
		if i > 0 {
			out.WriteByte('\n')
		}
		for _, line := range why(file) {
			fmt.Fprintf(&out, "# %s\n", line)
		}
		out.Write(file.diff())
	}
	return out.Bytes()
}

// why returns the reasons of a file, each once.
func why(file File) []string {
	var lines []string
	seen := map[string]bool{}
	for _, reason := range file.Reasons {
		line := reason.line()
		if line != "" && !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	return lines
}

func (r Reason) line() string {
	subject := r.Gap
	if r.App != "" && r.App != "." {
		subject += " (" + r.App + ")"
	}
	line := strings.Trim(subject+": "+r.What, ": ")
	return strings.Join(strings.Fields(line), " ")
}

func (f File) diff() []byte {
	from, to := label("a/", f.Path), label("b/", f.Path)
	if f.Before == nil {
		from = "/dev/null"
	}
	if f.After == nil {
		to = "/dev/null"
	}
	// The first line says "diff" and the names, which is not git's form of it.
	_, text, found := bytes.Cut(diff.Diff(from, f.Before, to, f.After), []byte("\n"))
	switch {
	case !found && f.Before == nil:
		return emptied(f.Path, "new file mode "+f.gitMode())
	case !found:
		return emptied(f.Path, "deleted file mode "+f.gitMode())
	case secret(f.Path):
		return mask(text, f.Before)
	case f.Before == nil && f.gitMode() != plainMode:
		return append(emptied(f.Path, "new file mode "+f.gitMode()), text...)
	}
	return text
}

const plainMode = "100644"

// gitMode is the mode as git keeps it, which knows of a file only whether it is a program.
func (f File) gitMode() string {
	if f.Mode&0o100 != 0 {
		return "100755"
	}
	return plainMode
}

// emptied shows a file without a text, made or removed: there is no hunk that could.
func emptied(path, what string) []byte {
	return fmt.Appendf(nil, "diff --git %s %s\n%s\n", quoted("a/"+path), quoted("b/"+path), what)
}

// label writes a path as git does: a tab ends one with a space in it.
func label(side, path string) string {
	name := quoted(side + path)
	if name == side+path && strings.Contains(name, " ") {
		return name + "\t"
	}
	return name
}

// quoted writes a path with control characters, a quote or a backslash in it as a C string, as git does.
func quoted(path string) string {
	if !strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '"' || r == '\\' }) {
		return path
	}
	var out strings.Builder
	out.WriteByte('"')
	for _, b := range []byte(path) {
		switch {
		case b == '"' || b == '\\':
			out.WriteByte('\\')
			out.WriteByte(b)
		case b < ' ' || b == 0x7f:
			fmt.Fprintf(&out, "\\%03o", b)
		default:
			out.WriteByte(b)
		}
	}
	out.WriteByte('"')
	return out.String()
}
