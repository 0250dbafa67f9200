package patcher

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Kind is what sort of obstacle a Problem is. Its value is the exit code that a command ends with.
type Kind int

// The kinds of a Problem, with the exit codes that scripts rely on.
const (
	Internal       Kind = 1 // a fault of the tool itself
	Usage          Kind = 2 // the command line is wrong
	Conflict       Kind = 3 // refused: dirty, changed since planned, locked, outside the root, other content there
	NotUnderstood  Kind = 4 // a file cannot be parsed, decoded or matched with certainty
	WriteFailed    Kind = 5 // a write went wrong, everything was taken back
	RecoveryNeeded Kind = 6 // a write went wrong and so did taking it back
	Drift          Kind = 8 // a check found something to change
	Interrupted    Kind = 130
)

// Problem is the one error type of the tool: `path:line:col: what is wrong; what to do`.
type Problem struct {
	Kind Kind
	Path string // relative to the repository's root, "" when no file is meant
	Line int    // from 1, 0 when unknown
	Col  int    // from 1, in characters, 0 when unknown
	What string // lower case, no full stop
	Todo string // what the user can do about it, "" when nothing
	Code string // the exact text to add by hand, "" when there is none
}

func (p *Problem) Error() string {
	text := p.What
	if p.Todo != "" {
		text += "; " + p.Todo
	}
	if p.Path == "" {
		return text
	}
	return p.Where() + ": " + text
}

// Where returns path:line:col, as far as it is known.
func (p *Problem) Where() string {
	switch {
	case p.Line == 0:
		return p.Path
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.Path, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.Path, p.Line, p.Col)
}

// In returns the error with the path filled in, where it is a Problem that has none.
func In(path string, err error) error {
	var p *Problem
	if !errors.As(err, &p) || p.Path != "" {
		return err
	}
	located := *p
	located.Path = path
	return &located
}

// Hash names a text by its content: "sha256:" and 64 hexadecimal digits.
func Hash(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}
