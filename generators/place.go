package generators

import (
	"scaffold/patcher"
	"scaffold/stack/source"
)

// Place says where a piece that is lacking belongs: the file of the user's that its change edits, else the file that it
// creates.
func (r *Result) Place(p *Piece) source.Pos {
	var created source.Pos
	for _, change := range r.Changes {
		if change.What != p.What {
			continue
		}
		for _, e := range change.Edits {
			if _, ok := e.Edit.(patcher.Create); !ok && e.Path == r.App.At.Path {
				return r.App.At
			} else if ok && created.Path == "" {
				created.Path = e.Path
			}
		}
	}
	if created.Path == "" {
		return r.App.At
	}
	return created
}

// Impact says what happens where the gap stays open.
func (g *Gap) Impact() string {
	if g.Risk != "" {
		return g.Risk
	}
	return g.Title + " is lacking"
}
