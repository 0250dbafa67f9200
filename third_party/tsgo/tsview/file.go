// Package tsview shows the TypeScript compiler's syntax tree through handles that mention none of its types.
package tsview

import (
	"errors"
	"path"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/microsoft/typescript-go/internal/ast"
	"github.com/microsoft/typescript-go/internal/core"
	"github.com/microsoft/typescript-go/internal/parser"
	"github.com/microsoft/typescript-go/internal/scanner"
	"github.com/microsoft/typescript-go/internal/tspath"
)

//go:generate go run ../kinds

// MaxSize is the length in bytes up to which a text is parsed.
const MaxSize = 2 << 20

// maxDepth is how deep brackets may nest: the parser recurses, and Go cannot recover from a full stack.
const maxDepth = 10_000

// The reasons why Parse refuses a text before it reads a token.
var (
	ErrTooLarge  = errors.New("larger than 2 MB")
	ErrTooNested = errors.New("nested too deep")
	ErrUTF16     = errors.New("encoded as UTF-16")
	ErrNotUTF8   = errors.New("not valid UTF-8")
	ErrNUL       = errors.New("contains NUL bytes")
	ErrLanguage  = errors.New("not a JavaScript or TypeScript file name")
)

// File is a parsed text. Its tree is complete even where the text has errors.
type File struct {
	f    any
	text string
}

// Kind says what a node is.
type Kind int16

// Range is a part of the text, as byte offsets.
type Range struct{ Start, End int }

// Comment is one comment with its marks, without the line end.
type Comment struct {
	Range
	Line bool // written with //
}

// Diag is one error that the parser reports.
type Diag struct {
	Range
	Code    int
	Message string
}

// last is the newest tree. An edit reads its result to prove it, and the next edit of the same file begins with just
// that text; trees are never changed, so it may have the same one.
var last struct {
	sync.Mutex
	name string
	file *File
}

// Parse reads a text, in the language that the extension of the name says. It refuses a text that cannot be read
// with one of the Err values; errors of syntax are in Errors.
func Parse(name, text string) (*File, error) {
	last.Lock()
	newest, of := last.file, last.name
	last.Unlock()
	if newest != nil && of == name && newest.text == text {
		return newest, nil
	}
	file, err := parse(name, text)
	if err == nil {
		last.Lock()
		last.name, last.file = name, file
		last.Unlock()
	}
	return file, err
}

//go:noinline
func parse(name, text string) (*File, error) {
	if err := readable(text); err != nil {
		return nil, err
	}
	// Only the extension counts, and the parser panics on a name that is relative or not clean.
	full := "/" + path.Base(strings.ReplaceAll(name, "\\", "/"))
	kind := core.GetScriptKindFromFileName(full)
	if kind == core.ScriptKindUnknown || kind == core.ScriptKindJSON {
		return nil, ErrLanguage
	}
	options := ast.SourceFileParseOptions{FileName: full, Path: tspath.Path(full)}
	return &File{f: parser.ParseSourceFile(options, text, kind), text: text}, nil
}

func readable(text string) error {
	switch {
	case len(text) > MaxSize:
		return ErrTooLarge
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return ErrUTF16
	case strings.IndexByte(text, 0) >= 0:
		return ErrNUL
	case !utf8.ValidString(text):
		return ErrNotUTF8
	case depth(text) > maxDepth:
		return ErrTooNested
	}
	return nil
}

// depth returns a bound for the parser's recursion: open brackets, and the longest run of prefix operators.
func depth(text string) int {
	open, deepest, run := 0, 0, 0
	for i := range len(text) {
		switch text[i] {
		case ' ':
			continue
		case '!', '~', '+', '-':
			run++
			deepest = max(deepest, run)
			continue
		case '(', '[', '{', '<':
			open++
			deepest = max(deepest, open)
		case ')', ']', '}':
			open = max(open-1, 0)
		case '>':
			if i == 0 || text[i-1] != '=' {
				open = max(open-1, 0)
			}
		}
		run = 0
	}
	return deepest
}

func file(f *File) *ast.SourceFile { return f.f.(*ast.SourceFile) }

// Text returns the whole text, with its byte order mark.
func (f *File) Text() string { return f.text }

// Root returns the node of the whole file.
//
//go:noinline
func (f *File) Root() Node { return wrap(file(f).AsNode()) }

// Statements returns the statements of the file, directives included.
//
//go:noinline
func (f *File) Statements() []Node { return wrapAll(file(f).Statements.Nodes) }

// ESM tells whether the file imports or exports in the way of ECMAScript modules.
//
//go:noinline
func (f *File) ESM() bool { return file(f).ExternalModuleIndicator != nil }

// IsJS tells whether the file is JavaScript and not TypeScript.
//
//go:noinline
func (f *File) IsJS() bool { return file(f).IsJS() }

// Errors returns what the parser objects to, types written in a JavaScript file included.
//
//go:noinline
func (f *File) Errors() []Diag {
	var all []Diag
	for _, list := range [][]*ast.Diagnostic{file(f).Diagnostics(), file(f).JSDiagnostics()} {
		for _, d := range list {
			all = append(all, Diag{Range{d.Pos(), d.End()}, int(d.Code()), d.String()})
		}
	}
	return all
}

// Shebang returns the first line of a script that names its interpreter, "" if there is none.
//
//go:noinline
func (f *File) Shebang() string { return scanner.GetShebang(f.text) }

// Token returns the offset of the first token at or behind an offset, past white space and comments.
//
//go:noinline
func (f *File) Token(pos int) int { return scanner.SkipTrivia(f.text, pos) }

// LeadingComments returns the comments that stand before the token after an offset.
//
//go:noinline
func (f *File) LeadingComments(pos int) []Comment {
	var all []Comment
	for c := range scanner.GetLeadingCommentRanges(&ast.NodeFactory{}, f.text, pos) {
		all = append(all, comment(c))
	}
	return all
}

// TrailingComments returns the comments after an offset on the same line.
//
//go:noinline
func (f *File) TrailingComments(pos int) []Comment {
	var all []Comment
	for c := range scanner.GetTrailingCommentRanges(&ast.NodeFactory{}, f.text, pos) {
		all = append(all, comment(c))
	}
	return all
}

func comment(c ast.CommentRange) Comment {
	return Comment{Range{c.Pos(), c.End()}, c.Kind == ast.KindSingleLineCommentTrivia}
}

// IsIdentifier tells whether a word can be the name of a variable.
//
//go:noinline
func IsIdentifier(word string) bool {
	return scanner.IsValidIdentifier(word) && scanner.StringToToken(word) == ast.KindUnknown
}

// Version returns the version of TypeScript whose parser this is.
//
//go:noinline
func Version() string { return core.Version() }
