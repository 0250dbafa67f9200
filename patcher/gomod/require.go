package gomod

import (
	"bytes"
	"errors"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"scaffold/patcher"
)

// Require makes a module a direct requirement at the version or a higher one that is there already.
type Require struct {
	Module  string // "golang.org/x/time"
	Version string // "v0.14.0"
}

func (r Require) String() string { return r.line() }

func (r Require) line() string { return "require " + r.Module + " " + r.Version }

// Apply returns the text with the module required.
func (r Require) Apply(src []byte) ([]byte, error) {
	if err := module.Check(r.Module, r.Version); err != nil {
		return nil, &patcher.Problem{Kind: patcher.Usage, What: err.Error()}
	}
	f, err := parse(src)
	if err != nil {
		if p, ok := errors.AsType[*patcher.Problem](err); ok {
			p.Code = r.line()
		}
		return nil, err
	}
	bom, text := patcher.CutBOM(src)
	e := editor{text: text, file: f}
	out := append(bytes.Clone(bom), e.require(r)...)
	if !r.holds(out) {
		return nil, &patcher.Problem{Kind: patcher.NotUnderstood, What: "there is no sure place for a require line", Todo: "add it by hand", Code: r.line()}
	}
	return out, nil
}

// holds tells whether a go.mod requires the module as asked for.
func (r Require) holds(src []byte) bool {
	for _, there := range Requirements(src) {
		if there.Module == r.Module && !there.Indirect && !older(there.Version, r.Version) {
			return true
		}
	}
	return false
}

// older tells whether a version is known to be lower, which that of a branch name never is.
func older(version, than string) bool {
	return semver.IsValid(version) && semver.Compare(version, than) < 0
}

// editor makes the cuts. The offsets are those of text, behind a byte order mark.
type editor struct {
	text []byte
	file *modfile.File
}

func (e editor) require(r Require) []byte {
	for _, there := range e.file.Require {
		if there.Mod.Path != r.Module {
			continue
		}
		text := e.text
		if older(there.Mod.Version, r.Version) {
			text = e.raise(there, r.Version)
		}
		if !there.Indirect {
			return text
		}
		return e.direct(text, r)
	}
	return e.add(r)
}

// raise puts a higher version into a line.
func (e editor) raise(there *modfile.Require, version string) []byte {
	line := there.Syntax
	token := line.Token[len(line.Token)-1]
	at := line.Start.Byte + bytes.LastIndex(e.text[line.Start.Byte:line.End.Byte], []byte(token))
	return patcher.Splice(e.text, at, at+len(token), version)
}

// direct takes the indirect mark off a line, or takes the whole line out of a block of indirect ones and adds it
// where the direct ones are, as go mod tidy does. text is the file's with the version raised.
func (e editor) direct(text []byte, r Require) []byte {
	f, err := parse(text)
	if err != nil {
		return text
	}
	e = editor{text, f}
	i := slices.IndexFunc(f.Require, func(q *modfile.Require) bool { return q.Mod.Path == r.Module })
	there := f.Require[i]
	block := e.blockOf(there.Syntax)
	if block == nil || !indirect(block) || len(block.Line) == 1 || len(there.Syntax.Before) > 0 {
		return e.unmark(there.Syntax)
	}
	version := there.Mod.Version
	start, end := e.lineOf(there.Syntax.Start.Byte)
	text = patcher.Splice(text, start, end, "")
	if f, err = parse(text); err != nil {
		return text
	}
	return editor{text, f}.add(Require{r.Module, version})
}

// unmark takes "// indirect" off a line, and keeps what else its comment says.
func (e editor) unmark(line *modfile.Line) []byte {
	mark := line.Suffix[0]
	start, end := mark.Start.Byte, mark.Start.Byte+len(mark.Token)
	if said := indirectMark.FindStringSubmatch(mark.Token); said != nil && said[1] != "" {
		return patcher.Splice(e.text, start, end, "// "+said[1])
	}
	return patcher.Splice(e.text, line.End.Byte, end, "")
}

// lineOf returns where the line of an offset starts and where the next one does.
func (e editor) lineOf(offset int) (start, end int) {
	start = bytes.LastIndexByte(e.text[:offset], '\n') + 1
	if i := bytes.IndexByte(e.text[offset:], '\n'); i >= 0 {
		return start, offset + i + 1
	}
	return start, len(e.text)
}
