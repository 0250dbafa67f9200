package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// expressSpot is a place for a statement: before or behind a statement of a list, or in a chain of calls.
type expressSpot struct {
	in     *nodejs.Module
	stmt   ts.Node
	before bool
	blank  bool    // set apart from the statement by a blank line
	chain  ts.Node // the call behind which a link is added, none for a statement
	app    string  // how the app is called there
}

// inPipeline tells whether requests pass the step.
func (s *expressStep) inPipeline() bool {
	return s.kind == stepUse || s.kind == stepRoute || s.kind == stepHandOn
}

func (s *expressStep) inner() expressFrame { return s.frames[len(s.frames)-1] }

// early returns the place of code that requests meet before those of a higher rank: before the first of them, behind
// what stands above it. Settings that decide what later code sees stay above.
func (f *expressFlow) early(rank expressRank) (expressSpot, bool) {
	trust, cors := f.lastTrust(), f.lastCORS(rank)
	anchor := f.firstAbove(rank, max(trust, cors))
	for anchor >= 0 && trust >= 0 && f.steps[anchor].inner().stmt == f.steps[trust].inner().stmt {
		anchor = f.firstAbove(rank, anchor+1)
	}
	if cors > trust && (anchor < 0 || f.steps[anchor].inner().list != f.steps[cors].inner().list) {
		if spot, ok := f.behind(cors); ok {
			return spot, true
		}
	}
	prev := f.before(anchor)
	if prev < 0 && anchor < 0 {
		return expressSpot{}, false
	}
	if anchor < 0 {
		return f.behind(prev)
	}
	a := &f.steps[anchor]
	if link := a.chained(f); link.Valid() {
		return expressSpot{in: a.in, chain: link, app: a.app}, true
	}
	if prev >= 0 && !f.opensOurs(rank, prev, anchor) {
		if spot, ok := f.between(prev, anchor); ok {
			return spot, true
		}
	}
	return f.ahead(anchor)
}

// opensOurs tells whether a step is the first of a run of steps that the tool added: what comes before it joins the run, if
// it is of the same part of the pipeline.
func (f *expressFlow) opensOurs(rank expressRank, prev, step int) bool {
	return part(rank) == part(f.steps[step].rank) && f.isOurs(step) && !(f.isOurs(prev) && f.steps[prev].inPipeline()) && f.steps[prev].frameOf(f.steps[step].inner().list) >= 0
}

// part is what a rank belongs to: 0 before the body is read, 1 before the routes, 2 the rest.
func part(rank expressRank) int {
	switch {
	case rank < rankOf(Body, 0):
		return 0
	case rank < rankOf(Routes, 0):
		return 1
	}
	return 2
}

// firstAbove returns the first step behind the given one that has a higher rank, -1 for none.
func (f *expressFlow) firstAbove(rank expressRank, behind int) int {
	for i := max(behind, 0); i < len(f.steps); i++ {
		if f.steps[i].inPipeline() && f.steps[i].rank > rank {
			return i
		}
	}
	return -1
}

var saysTrust = lazy.Regexp(`(?i)trust[ _-]?proxy`)

// lastTrust returns the last setting of trust proxy that stands above the routes, -1 for none.
func (f *expressFlow) lastTrust() int {
	last := -1
	for i, s := range f.steps {
		if s.inPipeline() && s.rank >= rankOf(Routes, 0) {
			break
		}
		if s.kind == stepSetting && saysTrust().MatchString(s.call.Source()) {
			last = i
		}
	}
	return last
}

// lastCORS returns the last step that answers for CORS and stands above authentication, -1 for none or for code other
// than a limit: without those headers no script can read that it was limited.
func (f *expressFlow) lastCORS(rank expressRank) int {
	last := -1
	for i, s := range f.steps {
		if rank/10 != rankOf(Limit, 0)/10 || s.inPipeline() && s.rank >= rankOf(Auth, 0) {
			break
		}
		if s.inPipeline() && s.rank == rankOf(CORS, 0) {
			last = i
		}
	}
	return last
}

// before returns the step above another one, or the last one; listening does not count. -1 stands for none.
func (f *expressFlow) before(anchor int) int {
	if anchor < 0 {
		anchor = len(f.steps)
	}
	for i := anchor - 1; i >= 0; i-- {
		if f.steps[i].kind != stepListen {
			return i
		}
	}
	return -1
}

// chained returns the call that a step's own call is chained to, where code can be put between: app.use(a).use(b).
func (s *expressStep) chained(f *expressFlow) ts.Node {
	callee := s.call.Expression()
	if callee.Kind() != ts.KindPropertyAccessExpression {
		return ts.Node{}
	}
	receiver := callee.Expression()
	for _, other := range f.steps {
		if other.call == receiver && (other.inPipeline() || other.kind == stepBirth || other.kind == stepSetting) {
			return receiver
		}
	}
	return ts.Node{}
}

// between returns the place behind one step and before the next, where both lie in one list, or where the next lies in
// a list that holds nothing but routes.
func (f *expressFlow) between(prev, anchor int) (expressSpot, bool) {
	p, a := &f.steps[prev], &f.steps[anchor]
	for k := len(a.frames) - 1; k >= 0; k-- {
		at := p.frameOf(a.frames[k].list)
		if at < 0 || p.frames[at].stmt == a.frames[k].stmt {
			continue
		}
		if k < len(a.frames)-1 && !f.onlyRoutes(a.inner().list) {
			return expressSpot{}, false
		}
		if at < len(p.frames)-1 && k < len(a.frames)-1 && f.home(prev) > at {
			return f.behind(prev)
		}
		return f.behindAt(prev, at)
	}
	return expressSpot{}, false
}

// frameOf returns the step's frame in a list, -1 for none.
func (s *expressStep) frameOf(list ts.Node) int {
	for k, frame := range s.frames {
		if frame.list == list {
			return k
		}
	}
	return -1
}

// home returns the step's innermost frame whose list does more than to change settings.
func (f *expressFlow) home(i int) int {
	s := &f.steps[i]
	k := len(s.frames) - 1
	for k > 0 && !f.serving(s.frames[k].list) && f.nameIn(s, s.frames[k-1]) != "" {
		k--
	}
	return k
}

// serving tells whether a list itself holds a step that requests pass, or the birth.
func (f *expressFlow) serving(list ts.Node) bool {
	for _, s := range f.steps {
		if s.inner().list == list && (s.inPipeline() || s.kind == stepBirth) {
			return true
		}
	}
	return false
}

// onlyRoutes tells whether all that a list itself does is to register routes.
func (f *expressFlow) onlyRoutes(list ts.Node) bool {
	for _, s := range f.steps {
		if s.inner().list == list && s.rank < rankOf(Routes, 0) {
			return false
		}
	}
	return true
}

// behind returns the place after the statement of a step.
func (f *expressFlow) behind(i int) (expressSpot, bool) { return f.behindAt(i, f.home(i)) }

// behindAt returns the place after the statement that holds a step in one of its frames.
func (f *expressFlow) behindAt(i, k int) (expressSpot, bool) {
	s := &f.steps[i]
	frame := s.frames[k]
	app := f.nameIn(s, frame)
	if app == "" || leaves(frame.stmt) {
		return expressSpot{}, false
	}
	apart := s.kind == stepBirth || s.kind == stepSetting || frame.stmt.Kind() != ts.KindExpressionStatement || s.rank == rankOf(Routes, 0) && strings.Contains(frame.stmt.Source(), "\n")
	return expressSpot{in: frame.in, stmt: frame.stmt, blank: apart && blankBehind(frame.in, frame.stmt), app: app}, true
}

// leaves tells whether nothing that stands behind a statement is run.
func leaves(stmt ts.Node) bool {
	return stmt.Kind() == ts.KindReturnStatement || stmt.Kind() == ts.KindThrowStatement
}

// ahead returns the place before the statement of a step, in the innermost list that can name the app.
func (f *expressFlow) ahead(i int) (expressSpot, bool) {
	return f.aheadAt(i, len(f.steps[i].frames)-1)
}

// aheadAt returns the place before the statement that holds a step in one of its frames, or in one around that.
func (f *expressFlow) aheadAt(i, from int) (expressSpot, bool) {
	s := &f.steps[i]
	for k := from; k >= 0; k-- {
		frame := s.frames[k]
		if f.bears(frame.stmt) {
			return expressSpot{}, false
		}
		if app := f.nameIn(s, frame); app != "" {
			return expressSpot{in: frame.in, stmt: frame.stmt, before: true, app: app}, true
		}
	}
	return expressSpot{}, false
}

// bears tells whether the app is born in a statement.
func (f *expressFlow) bears(stmt ts.Node) bool {
	c := f.birth.call
	for up := c; up.Valid(); up = up.Parent() {
		if up == stmt {
			return true
		}
	}
	return false
}

// nameIn returns how the app is called in a list: as the step calls it, as the list itself does, or as the name that
// it is given where it is born.
func (f *expressFlow) nameIn(s *expressStep, frame expressFrame) string {
	names := []string{frame.app, s.app}
	if frame.in == f.birth.in {
		names = append(names, f.birth.names()...)
	}
	for _, name := range names {
		if name != "" && f.means(frame, name) {
			return name
		}
	}
	return ""
}

// means tells whether a dotted name stands for the app in a list.
func (f *expressFlow) means(frame expressFrame, name string) bool {
	root, rest, dotted := strings.Cut(name, ".")
	if root == "this" {
		return f.standsFor(f.p.Field(frame.in, frame.stmt, rest, 0))
	}
	decl := nodejs.DeclarationOf(frame.stmt, root)
	var v nodejs.Value
	switch im, imported := frame.in.Imports[root]; {
	case decl.Kind() == ts.KindParameter:
		v = nodejs.Value{In: frame.in, Node: decl}
		if decl.Name().Ident() == "" {
			v.Name = "." + nodejs.Destructured(decl, root)
		}
	case decl.Valid() && decl.Name().Ident() == "":
		v = f.p.Member(f.p.Value(frame.in, decl.Initializer(), 0), nodejs.Destructured(decl, root), 0)
	case decl.Valid() && nodejs.IsNothing(decl.Initializer()):
		v = f.p.Assigned(frame.in, decl, root, 0)
	case decl.Valid():
		v = f.p.Value(frame.in, decl, 0)
	case imported:
		v = f.p.Imported(frame.in, im.Spec, im.Name, 0)
	}
	for _, part := range strings.Split(rest, ".") {
		if dotted {
			v = f.p.Member(v, part, 0)
		}
	}
	return f.standsFor(v)
}

// names returns how the app is called where it is born: the variable and the fields that it is assigned to.
func (b *expressBirth) names() []string {
	var names []string
	for n := b.call; ; n = n.Parent() {
		parent := n.Parent()
		switch parent.Kind() {
		case ts.KindVariableDeclaration:
			if name := parent.Name().Ident(); name != "" {
				names = append(names, name)
			}
			return names
		case ts.KindPropertyDeclaration:
			return append(names, "this."+parent.Name().Source())
		case ts.KindBinaryExpression:
			if left, op, _, _ := parent.Binary(); op == ts.KindEqualsToken {
				if name := left.Dotted(); name != "" && name != "module.exports" && !strings.HasPrefix(name, "exports.") {
					names = append(names, name)
				}
			}
		case ts.KindParenthesizedExpression, ts.KindAsExpression, ts.KindSatisfiesExpression, ts.KindNonNullExpression,
			ts.KindPropertyAccessExpression, ts.KindConditionalExpression, ts.KindTypeAssertionExpression:
		case ts.KindCallExpression:
			if parent.Expression() != n {
				return names
			}
		default:
			return names
		}
	}
}

// blankBehind tells whether the line after a statement is blank.
func blankBehind(m *nodejs.Module, stmt ts.Node) bool {
	text := m.Tree.Text()[stmt.End():]
	_, next, _ := strings.Cut(text, "\n")
	line, _, _ := strings.Cut(next, "\n")
	return strings.TrimSpace(line) == ""
}

// late returns the place of code that requests meet behind all of a lower rank. Where a step of a higher rank follows
// in a list of its own, it is the place before that one.
func (f *expressFlow) late(rank expressRank) (expressSpot, bool) {
	last := -1
	for i, s := range f.steps {
		if s.inPipeline() && s.rank < rank && f.registers(s.frames[0].list) {
			last = i
		}
	}
	if last < 0 {
		last = f.before(-1)
		if last < 0 {
			return expressSpot{}, false
		}
	}
	s := &f.steps[last]
	if outer := f.chainedOn(s); outer {
		return expressSpot{in: s.in, chain: s.call, app: s.app}, true
	}
	if next := last + 1; next < len(f.steps) && f.steps[next].inPipeline() && f.steps[next].inner().list != s.inner().list {
		if spot, ok := f.ahead(next); ok {
			return spot, true
		}
	}
	return f.outward(last)
}

// registers tells whether middleware or a route is added below a root list, and the app not only handed on.
func (f *expressFlow) registers(root ts.Node) bool {
	for _, s := range f.steps {
		if (s.kind == stepUse || s.kind == stepRoute || s.kind == stepBirth) && s.frames[0].list == root {
			return true
		}
	}
	return false
}

// chainedOn tells whether the statement goes on with further steps behind a step's call: app.use(a).use(b).
func (f *expressFlow) chainedOn(s *expressStep) bool {
	parent := s.call.Parent()
	if parent.Kind() != ts.KindPropertyAccessExpression {
		return f.bears(s.inner().stmt) && s.kind != stepBirth
	}
	call := parent.Parent()
	for _, other := range f.steps {
		if other.call == call {
			return true
		}
	}
	return f.bears(s.inner().stmt) && s.kind != stepBirth
}

// outward returns the place behind a step; for one in another file's function that only registers routes, behind the
// call of that function.
func (f *expressFlow) outward(i int) (expressSpot, bool) {
	s := &f.steps[i]
	k := f.home(i)
	for ; k > 0; k-- {
		frame := s.frames[k]
		far := frame.via == viaFunction && frame.in != f.birth.in && f.onlyRoutes(frame.list)
		if !far || f.nameIn(s, s.frames[k-1]) == "" {
			break
		}
	}
	spot, ok := f.behindAt(i, k)
	spot.blank = spot.blank || ok && s.rank <= rankOf(Routes, 0) && blankBehind(spot.in, spot.stmt)
	return spot, ok
}
