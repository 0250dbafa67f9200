package source

import "fmt"

// Pos is the place that a conclusion was drawn from.
type Pos struct {
	Path string // relative to the repository's root
	Line int    // from 1, 0 for the file as a whole
}

// String returns path:line.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.Path
	}
	return fmt.Sprintf("%s:%d", p.Path, p.Line)
}
