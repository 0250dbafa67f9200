package stack

import (
	"cmp"
	"slices"

	ts "scaffold/patcher/tssrc"
)

// peerCall is where the call of a peer stands: in one of the frames on the way to a step.
type peerCall struct{ step, frame int }

// ordered puts code beside its peers of the same seam where one of them is there, and leaves the rest to another way.
func ordered(app *App, code Code, find expressFind) expressFind {
	return func(f *expressFlow) (expressSpot, bool) {
		f.ours = f.callsOf(app, code.Peers)
		if peer, before, ok := f.nearestPeer(code); ok {
			if spot, ok := f.beside(peer, before); ok {
				return spot, true
			}
		}
		return find(f)
	}
}

// beside returns the place directly before or behind the call of a peer.
func (f *expressFlow) beside(peer peerCall, before bool) (expressSpot, bool) {
	if before {
		return f.aheadAt(peer.step, peer.frame)
	}
	spot, ok := f.behindAt(peer.step, peer.frame)
	spot.blank = false
	return spot, ok
}

// nearestPeer returns the call of the nearest peer above, else of the nearest below. A link of a chain counts for nothing:
// statements stand beside it, not steps.
func (f *expressFlow) nearestPeer(code Code) (peer peerCall, before, ok bool) {
	own := slices.Index(code.files(), code.File)
	for i, other := range code.Peers {
		call, there := f.ours[other.File]
		switch {
		case i == own, other.Seam != code.Seam, !there, f.steps[call.step].linked(), f.steps[call.step].chained(f).Valid():
		case i < own:
			peer, before, ok = call, false, true
		case !ok:
			peer, before, ok = call, true, true
		}
	}
	return peer, before, ok
}

// callsOf returns where each peer is called or handed to the app, by its file, and gives its step the rank of its seam: a
// file of the same run is not there yet, so what it does cannot be read.
func (f *expressFlow) callsOf(app *App, peers []Code) map[string]peerCall {
	calls, locals := map[string]peerCall{}, map[string]map[string]string{}
	for i, s := range f.steps {
		for k := len(s.frames) - 1; k >= 0; k-- {
			in := s.frames[k].in
			if locals[in.Path] == nil {
				locals[in.Path] = localsOf(app, in.Path, in.Tree, peers)
			}
			file := locals[in.Path][calledIn(s.frames[k].stmt, locals[in.Path])]
			if _, there := calls[file]; file != "" && !there {
				calls[file] = peerCall{i, k}
			}
		}
	}
	for _, peer := range peers {
		call, there := calls[peer.File]
		switch {
		case there && peer.Seam == Settings:
			f.steps[call.step].kind, f.steps[call.step].rank = stepSetting, rankSetting
		case there && peer.Seam.Rank() >= 0:
			f.steps[call.step].rank = placedRank(peer.Seam, peer)
		}
	}
	return calls
}

// calledIn returns which of the names a statement calls by itself, or hands what it makes to the app: f(app) or app.use(f()).
func calledIn(stmt ts.Node, names map[string]string) string {
	call := stmt.Expression()
	if stmt.Kind() != ts.KindExpressionStatement || call.Kind() != ts.KindCallExpression {
		return ""
	}
	for _, n := range append([]ts.Node{call}, call.Arguments().Nodes...) {
		if n.Kind() == ts.KindCallExpression && names[n.Expression().Ident()] != "" {
			return n.Expression().Ident()
		}
	}
	return ""
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
	for _, call := range f.ours {
		if call.step == step {
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
