package jsonsrc

import (
	"slices"

	"github.com/tailscale/hujson"

	"scaffold/patcher"
)

// Dependency adds a package to a package.json. One that stands in any section already is left as it is.
type Dependency struct {
	Section string // "dependencies" or "devDependencies"
	Name    string // "express-rate-limit"
	Version string // "^8.0.1", or "catalog:" where the workspace has a catalog
}

func (e Dependency) String() string { return "add " + e.Name + " " + e.Version + " to " + e.Section }

// Apply returns the text with the package added: in its sorted place where the section is sorted, else at the end.
func (e Dependency) Apply(src []byte) ([]byte, error) {
	set := Set{Pointer: []string{e.Section, e.Name}, Value: e.Version}
	d, err := parse(src, false)
	if err != nil {
		return nil, set.byHand(err)
	}
	if d.section(e.Name) != "" {
		return src, nil
	}
	v := d.find([]string{e.Section})
	if v == nil {
		return set.Apply(src)
	}
	o, ok := v.Value.(*hujson.Object)
	if !ok {
		return nil, set.byHand(d.problem(v.StartOffset, e.Section+" is not an object", "make it one"))
	}
	return set.checked(d.insert(v, sorted(o.Members, e.Name), e.Name, e.Version))
}

// section returns the name of the first section that has the package, "" for none. Sections that stand twice are
// both looked at.
func (d *document) section(name string) string {
	for _, section := range sections {
		for _, m := range d.members(&d.root) {
			if !called(m, section) {
				continue
			}
			for _, dep := range d.members(&m.Value) {
				if called(dep, name) {
					return section
				}
			}
		}
	}
	return ""
}

// Script adds a script to a package.json. One of that name is left as it is, whatever it does.
type Script struct {
	Name, Command string
	// Order are the names of all scripts that may be added, this one among them, in the order that they are to have where the
	// section is not sorted, whichever was added first.
	Order []string
}

func (e Script) String() string { return "add the script " + e.Name }

// Apply returns the text with the script added: in its sorted place where the section is sorted, else beside the others of the
// order, else at the end.
func (e Script) Apply(src []byte) ([]byte, error) {
	set := Set{Pointer: []string{"scripts", e.Name}, Value: e.Command, Keep: true}
	d, err := parse(src, false)
	if err != nil {
		return nil, set.byHand(err)
	}
	v := d.find([]string{"scripts"})
	if v == nil || d.find(set.Pointer) != nil {
		return set.Apply(src)
	}
	o, ok := v.Value.(*hujson.Object)
	if !ok {
		return set.Apply(src)
	}
	at := sorted(o.Members, e.Name)
	if beside, ok := e.beside(o.Members); ok && sorted(o.Members, "") > 0 { // not a sorted section, where "" comes first
		at = beside
	}
	return set.checked(d.insert(v, at, e.Name, e.Command))
}

// beside returns the place behind the nearest script above in the order, else before the nearest below.
func (e Script) beside(members []hujson.ObjectMember) (at int, ok bool) {
	own, nearest := slices.Index(e.Order, e.Name), -1
	for i, m := range members {
		each := slices.Index(e.Order, m.Name.Value.(hujson.Literal).String())
		switch {
		case each < 0 || own < 0:
		case each < own && (nearest < 0 || nearest > own || each > nearest):
			nearest, at = each, i+1
		case each > own && (nearest < 0 || nearest > own && each < nearest):
			nearest, at = each, i
		}
	}
	return at, nearest >= 0
}

var _, _, _ patcher.Edit = Set{}, Dependency{}, Script{}
