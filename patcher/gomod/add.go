package gomod

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"scaffold/patcher"
)

// add puts a new requirement into the file: into the block of direct ones, else beside the direct line, else as a
// statement of its own.
func (e editor) add(r Require) []byte {
	var single []*modfile.Line
	for _, stmt := range e.file.Syntax.Stmt {
		switch stmt := stmt.(type) {
		case *modfile.LineBlock:
			if len(stmt.Token) == 1 && verb(stmt.Token) && len(stmt.Line) > 0 && !indirect(stmt) {
				return e.addToBlock(stmt, r)
			}
		case *modfile.Line:
			if verb(stmt.Token) && !marked(stmt) {
				single = append(single, stmt)
			}
		}
	}
	switch {
	case len(single) == 1 && e.tidy(single[0]):
		return e.makeBlock(single[0], r)
	case len(single) > 0:
		last := single[len(single)-1]
		if len(last.Suffix)+len(last.Before) > 0 {
			return e.behind(last.End.Byte, "", r.line())
		}
		return e.behind(last.End.Byte, r.line())
	}
	return e.behind(e.anchor(), "", r.line())
}

// addToBlock puts a line into a block: in its sorted place where the block is sorted, else at the end.
func (e editor) addToBlock(block *modfile.LineBlock, r Require) []byte {
	paths := make([]string, len(block.Line))
	for i, line := range block.Line {
		paths[i] = modulePath(line)
	}
	i, _ := slices.BinarySearch(paths, r.Module)
	if !slices.IsSorted(paths) {
		i = directEnd(block)
	}
	at, neighbour := block.LParen.Pos.Byte, block.Line[0]
	if i > 0 {
		neighbour = block.Line[i-1]
		at = neighbour.End.Byte
	}
	start, _ := e.lineOf(neighbour.Start.Byte)
	return e.behind(at, string(e.text[start:neighbour.Start.Byte])+r.Module+" "+r.Version)
}

// directEnd returns the place in front of the indirect lines that a block ends with.
func directEnd(block *modfile.LineBlock) int {
	i := len(block.Line)
	for i > 1 && marked(block.Line[i-1]) {
		i--
	}
	return i
}

// tidy tells whether a line is written as go mod would, so that it can become a block.
func (e editor) tidy(line *modfile.Line) bool {
	return string(e.text[line.Start.Byte:line.End.Byte]) == strings.Join(line.Token, " ")
}

// makeBlock turns a require line into a block of two, sorted.
func (e editor) makeBlock(line *modfile.Line, r Require) []byte {
	eol := patcher.EOL(e.text, line.End.Byte)
	at := line.Start.Byte + len("require")
	end := line.End.Byte
	if len(line.Suffix) > 0 {
		end = line.Suffix[0].Start.Byte + len(line.Suffix[0].Token)
	}
	there, added := "\t"+string(e.text[at+1:end]), "\t"+r.Module+" "+r.Version
	first, second := there, added
	if r.Module < modulePath(line) {
		first, second = added, there
	}
	return patcher.Splice(e.text, at, end, " ("+eol+first+eol+second+eol+")")
}

// anchor returns the end of the statement that a first require stands behind: go and toolchain, else the module.
func (e editor) anchor() int {
	at := e.file.Module.Syntax.End.Byte
	for _, stmt := range e.file.Syntax.Stmt {
		line, ok := stmt.(*modfile.Line)
		if ok && len(line.Token) > 0 && slices.Contains([]string{"go", "toolchain", "godebug"}, line.Token[0]) {
			_, end := stmt.Span()
			at = max(at, end.Byte)
		}
	}
	return at
}

// behind puts lines behind the line of an offset, with its line ending.
func (e editor) behind(offset int, lines ...string) []byte {
	end, eol := len(e.text), patcher.EOL(e.text, len(e.text))
	if i := bytes.IndexByte(e.text[offset:], '\n'); i >= 0 {
		end = offset + i
		eol = patcher.EOL(e.text, end+1)
		end -= len(eol) - 1
	}
	return patcher.Splice(e.text, end, end, eol+strings.Join(lines, eol))
}

// blockOf returns the block that a line stands in, nil for a line of its own.
func (e editor) blockOf(line *modfile.Line) *modfile.LineBlock {
	for _, stmt := range e.file.Syntax.Stmt {
		if block, ok := stmt.(*modfile.LineBlock); ok && slices.Contains(block.Line, line) {
			return block
		}
	}
	return nil
}

func verb(tokens []string) bool { return len(tokens) > 0 && tokens[0] == "require" }

func modulePath(line *modfile.Line) string {
	path := line.Token[len(line.Token)-2]
	return strings.Trim(path, "\"`")
}

// indirect tells whether a block holds indirect requirements only.
func indirect(block *modfile.LineBlock) bool {
	return !slices.ContainsFunc(block.Line, func(line *modfile.Line) bool { return !marked(line) })
}

// indirectMark is the comment that makes a requirement indirect, and what else it says.
var indirectMark = regexp.MustCompile(`^//\s*indirect\s*(?:;\s+(.+?)\s*)?$`)

// marked tells whether a line has that comment.
func marked(line *modfile.Line) bool {
	return len(line.Suffix) > 0 && indirectMark.MatchString(line.Suffix[0].Token)
}
