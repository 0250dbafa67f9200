package stack

import (
	"cmp"
	"slices"

	ts "scaffold/patcher/tssrc"
)

// ordered puts code beside its peers of the same seam where one of them is there, and leaves the rest to another way.
func ordered(app *App, code Code, find expressFind) expressFind {
	return func(f *expressFlow) (expressSpot, bool) {
		f.ours = f.stepsOf(app, code.Peers)
		if step, before := f.nearestPeer(code); step >= 0 {
			if spot, ok := f.beside(step, before); ok {
				return spot, true
			}
		}
		return find(f)
	}
}

func (f *expressFlow) beside(step int, before bool) (expressSpot, bool) {
	if before {
		return f.ahead(step)
	}
	return f.behind(step)
}

// nearestPeer returns the step of the nearest peer above, else of the nearest below, -1 for none. A link of a chain counts
// for nothing: statements stand beside it, not steps.
func (f *expressFlow) nearestPeer(code Code) (step int, before bool) {
	own := slices.Index(code.files(), code.File)
	above, below := -1, -1
	for i, peer := range code.Peers {
		at, there := f.ours[peer.File]
		switch {
		case i == own, peer.Seam != code.Seam, !there, f.steps[at].linked(), f.steps[at].chained(f).Valid():
		case i < own:
			above = at
		case below < 0:
			below = at
		}
	}
	if above >= 0 {
		return above, false
	}
	return below, true
}

// stepsOf returns the step of each peer that is called or handed to the app, by its file, and gives it the rank of its seam:
// a file of the same run is not there yet, so what it does cannot be read.
func (f *expressFlow) stepsOf(app *App, peers []Code) map[string]int {
	steps, locals := map[string]int{}, map[string]map[string]string{}
	for i, s := range f.steps {
		if !s.call.Valid() {
			continue
		}
		if locals[s.in.Path] == nil {
			locals[s.in.Path] = localsOf(app, s.in.Path, s.in.Tree, peers)
		}
		names := append([]ts.Node{s.call}, s.call.Arguments().Nodes...)
		for _, n := range names {
			if n.Kind() != ts.KindCallExpression {
				continue
			}
			file := locals[s.in.Path][n.Expression().Ident()]
			if _, there := steps[file]; file != "" && !there {
				steps[file] = i
			}
		}
	}
	for _, peer := range peers {
		if at, there := steps[peer.File]; there && peer.Seam.Rank() >= 0 {
			f.steps[at].rank = placedRank(peer.Seam, peer)
		}
	}
	return steps
}

// localsOf returns the peers' files by the names under which a file imports them.
func localsOf(app *App, path string, s *ts.Source, peers []Code) map[string]string {
	files := map[string]string{}
	for _, peer := range peers {
		if local := localOf(app, path, s, peer); local != "" {
			files[local] = peer.File
		}
	}
	return files
}

// isOurs tells whether a step calls what the tool created.
func (f *expressFlow) isOurs(step int) bool {
	for _, at := range f.ours {
		if at == step {
			return true
		}
	}
	return false
}

// importOrder returns the specifiers of the peers as a file spells them. Those that are only loaded, before all else, have
// an order of their own.
func importOrder(app *App, path string, code Code) []string {
	site := siteOfNode(app)
	peers := slices.DeleteFunc(slices.Clone(code.Peers), func(peer Code) bool { return peer.Seam.loads() != code.Seam.loads() })
	slices.SortStableFunc(peers, func(a, b Code) int { // what is loaded before the program comes before its configuration
		return cmp.Compare(slices.Index(loaded, a.Seam), slices.Index(loaded, b.Seam))
	})
	var specs []string
	for _, peer := range peers {
		specs = append(specs, linkIn(site.program, app, path, peer.File))
	}
	return specs
}

// peerStatement returns the statement of a file beside which a call belongs that stands by itself: that of the nearest
// peer of the same seam.
func peerStatement(app *App, path string, s *ts.Source, code Code) (stmt ts.Node, before, ok bool) {
	own, nearest := slices.Index(code.files(), code.File), -1
	for i, peer := range code.Peers {
		local := localOf(app, path, s, peer)
		if i == own || peer.Seam != code.Seam || local == "" || nearest >= 0 && i > own {
			continue
		}
		for _, each := range s.Statements() {
			if call := each.Expression(); call.Kind() == ts.KindCallExpression && call.Expression().Ident() == local {
				nearest, stmt = i, each
			}
		}
	}
	return stmt, nearest > own, nearest >= 0
}
