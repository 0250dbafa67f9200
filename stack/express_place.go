package stack

import (
	"fmt"
	"strings"

	"scaffold/patcher"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// expressFind looks for the place of code in a flow.
type expressFind func(f *expressFlow) (expressSpot, bool)

// placeEarly places middleware before all that requests are to meet after it.
func placeEarly(seam Seam) Place {
	return func(app *App, code Code) ([]patcher.FileEdit, error) {
		rank := placedRank(seam, code)
		return placeUse(app, code, func(f *expressFlow) (expressSpot, bool) { return f.early(rank) })
	}
}

// placeLate places middleware behind all that requests are to meet before it.
func placeLate(seam Seam) Place {
	return func(app *App, code Code) ([]patcher.FileEdit, error) {
		rank := placedRank(seam, code)
		return placeUse(app, code, func(f *expressFlow) (expressSpot, bool) { return f.late(rank) })
	}
}

// placedRank returns the rank of code at a seam: that of its name, where the name tells one of the same seam.
func placedRank(seam Seam, code Code) expressRank {
	if rank := nameRank(spellNode(code.Symbol)); rank/10 == rankOf(seam, 0)/10 && rank != ownRank {
		return rank
	}
	return rankOf(seam, 0)
}

// The calls that a user is asked to add where no place can be told; the verbs are the app and the symbol.
const (
	useCall   = "%[1]s.use(%[2]s());"
	serveCall = "%[2]s(server);"
)

// placeUse returns the edits that import a symbol and hand what it makes to app.use.
func placeUse(app *App, code Code, find expressFind) ([]patcher.FileEdit, error) {
	site, err := expressSiteOf(app, code, useCall)
	if err != nil {
		return nil, err
	}
	flow := flowOf(site.program, site.birth, site.reach)
	find = ordered(app, code, find)
	path := flow.uses(app, code)
	if path == "" {
		spot, ok := find(flow)
		if !ok {
			return nil, site.lost(app, code, useCall)
		}
		path = spot.in.Path
	}
	local := localName(site, app, path, code)
	call := ts.Edit{Path: nodejs.ParsedAs(path), What: "use " + local, Plan: func(s *ts.Source) ([]ts.Change, error) {
		return site.planUse(app, code, path, s, local, find)
	}}
	return []patcher.FileEdit{{Path: path, Edit: importOf(app, path, code, local)}, {Path: path, Edit: call}}, nil
}

// lost is the refusal where no place can be told.
func (site *expressSite) lost(app *App, code Code, call string) *patcher.Problem {
	b := site.birth
	return b.in.Tree.Problem(b.call, "the place for it in the app's pipeline cannot be told", "add it by hand", site.paste(app, code, call))
}

// planUse finds the place anew in the text as it is when the edit is applied.
func (site *expressSite) planUse(app *App, code Code, path string, s *ts.Source, local string, find expressFind) ([]ts.Change, error) {
	flow, problem := site.flowOver(app, code, path, s)
	if problem != nil {
		return nil, problem
	}
	if flow.calls(path, local) {
		return nil, nil
	}
	spot, ok := find(flow)
	if !ok || spot.in.Path != path {
		return nil, site.lost(app, code, useCall)
	}
	link := ".use(" + local + "())"
	if spot.chain.Valid() {
		at := spot.chain.End()
		return []ts.Change{{Start: at, End: at, Text: linkSpace(s, spot.chain) + link}}, nil
	}
	return spot.insert(s, spot.app+link+";")
}

// insert returns the change that adds a statement at the spot.
func (spot expressSpot) insert(s *ts.Source, text string) ([]ts.Change, error) {
	insert := s.InsertAfter
	if spot.before {
		insert = s.InsertBefore
	} else if spot.blank {
		text = "\n" + text
	}
	change, err := insert(spot.stmt, text)
	if err != nil {
		return nil, err
	}
	return []ts.Change{change}, nil
}

// linkSpace returns what stands between the links of a chain: nothing, or a line end and an indent.
func linkSpace(s *ts.Source, call ts.Node) string {
	text := s.Text()
	if parent := call.Parent(); parent.Kind() == ts.KindPropertyAccessExpression {
		return text[call.End() : parent.Name().Start()-1]
	}
	if inner := call.Expression(); inner.Kind() == ts.KindPropertyAccessExpression {
		return text[inner.Expression().End() : inner.Name().Start()-1]
	}
	return ""
}

// flowOver follows the app through the package with the text of one file as it is now.
func (site *expressSite) flowOver(app *App, code Code, path string, s *ts.Source) (*expressFlow, error) {
	p := site.program.Over(path, s)
	birth := site.birth
	if birth.in.Path == path {
		again := birthsIn(p, p.Module(path))
		if birth.nth >= len(again) {
			return nil, site.lost(app, code, useCall)
		}
		again[birth.nth].rivals = birth.rivals
		birth = again[birth.nth]
	}
	return flowOf(p, birth, site.reach), nil
}

// calls tells whether a file calls a name already, for this app or for the process as a whole.
func (f *expressFlow) calls(path, local string) bool {
	m := f.p.Module(path)
	found := false
	m.Tree.Root().Walk(func(n ts.Node) bool {
		found = found || n.Kind() == ts.KindCallExpression && n.Expression().Ident() == local && !f.isElsewhere(m, n)
		return !found
	})
	return found
}

// uses returns the file in which what a created file exports is called already, "" for none.
func (f *expressFlow) uses(app *App, code Code) string {
	for name, m := range f.p.Modules {
		if m == nil || name == code.File {
			continue
		}
		if local := localOf(app, name, m.Tree, code); local != "" && f.calls(name, local) {
			return name
		}
	}
	return ""
}

// localOf returns the name under which a file imports the code's symbol, "" when it does not.
func localOf(app *App, path string, s *ts.Source, code Code) string {
	symbol := spellNode(code.Symbol)
	if !strings.Contains(s.Text(), symbol) {
		return ""
	}
	p := app.Site.(*expressSite).program
	link := linkIn(p, app, path, code.File)
	for _, spec := range s.Uses() {
		if spec != link && p.Resolve(path, spec) != code.File {
			continue
		}
		if local := s.Local(spec, symbol); local != "" {
			return local
		}
	}
	return ""
}

// localName returns the name under which a file is to import the symbol: its own, or one like it where that is taken.
func localName(site *expressSite, app *App, path string, code Code) string {
	m := site.program.Module(path)
	symbol := spellNode(code.Symbol)
	if local := localOf(app, path, m.Tree, code); local != "" {
		return local
	}
	return m.Tree.Free(symbol, symbol+"Middleware", "use"+code.Symbol)
}

// importOf returns the edit that imports the code's symbol under a name.
func importOf(app *App, path string, code Code, local string) patcher.Edit {
	name := spellNode(code.Symbol)
	if local != name {
		name = fmt.Sprintf("%s as %s", name, local)
	}
	return ts.Import{Path: nodejs.ParsedAs(path), Module: linkIn(app.Site.(*expressSite).program, app, path, code.File), Names: []string{name}, ESM: app.Is(Runtime, "esm"),
		Order: importOrder(app, path, code)}
}
