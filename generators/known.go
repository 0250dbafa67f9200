package generators

import (
	"slices"

	"scaffold/stack"
	"scaffold/stack/source"
)

// Roles returns the files of a piece that there are for a framework, by role.
func (g *Gap) Roles(p *Piece, f *stack.Framework) []string {
	var roles []string
	for _, file := range p.Files {
		if g.makes(f, file.Role) {
			roles = append(roles, file.Role)
		}
	}
	return roles
}

// Known tells whether anything of the gap is known for a framework: a file of the program, or what belongs to the repository
// whatever the program.
func (g *Gap) Known(f *stack.Framework) bool {
	program := slices.ContainsFunc(g.Pieces, func(p Piece) bool { return len(p.Files) > 0 })
	bare := &Context{Job: Job{Gap: g, App: &stack.App{Language: f.Language, Framework: f}}, Repo: source.Virtual(nil)}
	return slices.ContainsFunc(g.Pieces, func(p Piece) bool {
		if len(p.Files) > 0 {
			return len(g.Roles(&p, f)) > 0
		}
		return len(p.Root) > 0 && (p.When == nil || !program && p.When(bare))
	})
}
