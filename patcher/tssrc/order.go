package tssrc

import "slices"

// InOrder returns the statement beside which a module's import belongs, so that the modules of the list stand in their
// order: behind the nearest one above it in the list, else before the nearest below. ok is false where the file imports
// none of them.
func (s *Source) InOrder(order []string, module string) (stmt Node, before, ok bool) {
	own := slices.Index(order, module)
	if own < 0 {
		return Node{}, false, false
	}
	nearest := -1
	for _, each := range s.Statements() {
		for _, at := range placesIn(order, each) {
			switch {
			case at < own && (nearest < 0 || nearest > own || at >= nearest):
				nearest, stmt = at, each
			case at > own && (nearest < 0 || nearest > own && at < nearest):
				nearest, stmt = at, each
			}
		}
	}
	return stmt, nearest > own, nearest >= 0
}

// placesIn returns where in a list the modules stand that a statement imports, itself left out.
func placesIn(order []string, stmt Node) []int {
	var places []int
	for i, module := range order {
		for _, b := range bindings(stmt) {
			if sameModule(b.Module, module) {
				places = append(places, i)
				break
			}
		}
	}
	return places
}
