package jsonsrc

import (
	"slices"
	"strings"

	"github.com/tailscale/hujson"
)

// sections are the objects of a package.json whose names are npm packages, in the order that npm writes them.
var sections = []string{"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"}

// place returns where a new member goes: at the end, or at the top of a package.json where npm has it.
func place(members []hujson.ObjectMember, name string, top bool) int {
	if !top {
		return len(members)
	}
	at := func(name string) int {
		return slices.IndexFunc(members, func(m hujson.ObjectMember) bool { return called(m, name) })
	}
	rank := slices.Index(sections, name)
	for i := rank - 1; i >= 0; i-- {
		if found := at(sections[i]); found >= 0 {
			return found + 1
		}
	}
	if rank < 0 && name != "scripts" {
		return len(members)
	}
	for _, later := range sections[rank+1:] {
		if found := at(later); found >= 0 {
			return found
		}
	}
	return len(members)
}

// sorted returns where a name goes in an object whose names are sorted, by bytes or without regard to case, and the
// end in any other.
func sorted(members []hujson.ObjectMember, name string) int {
	for _, key := range []func(string) string{strings.Clone, strings.ToLower} {
		names := make([]string, len(members))
		for i, m := range members {
			names[i] = key(m.Name.Value.(hujson.Literal).String())
		}
		if slices.IsSorted(names) {
			at, _ := slices.BinarySearch(names, key(name))
			return at
		}
	}
	return len(members)
}
