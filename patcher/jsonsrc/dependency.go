package jsonsrc

import (
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
type Script struct{ Name, Command string }

func (e Script) String() string { return "add the script " + e.Name }

// Apply returns the text with the script added behind the others.
func (e Script) Apply(src []byte) ([]byte, error) {
	return Set{Pointer: []string{"scripts", e.Name}, Value: e.Command, Keep: true}.Apply(src)
}

var _, _, _ patcher.Edit = Set{}, Dependency{}, Script{}
