package tssrc

import (
	"strings"

	"scaffold/patcher"
)

// Import makes a file import a module, in the way that the file does: import or require. What it imports already is
// left; names join an import of the same module that has a list of names.
type Import struct {
	Path    string   // of the file; decides the language
	Module  string   // as it is written in the file
	Default string   // the local name of the default export, or of the whole of a CommonJS module
	Names   []string // "x", or "x as y"
	Effect  bool     // nothing is bound, the module only has to run
	First   bool     // before all other imports, because it changes what they do
	ESM     bool     // the package says so, which counts for a file that neither imports nor requires
	Order   []string // modules in the order that their imports are to have, this one among them; nil for any
}

func (i Import) String() string {
	var names []string
	if i.Default != "" {
		names = append(names, i.Default)
	}
	names = append(names, i.Names...)
	if len(names) == 0 {
		return "import " + i.Module
	}
	return "import " + strings.Join(names, ", ") + " from " + i.Module
}

// Apply returns the text with the import. A name that means something else in the file is a Conflict.
func (i Import) Apply(src []byte) ([]byte, error) {
	if src == nil {
		return nil, missing(i.Path)
	}
	for {
		s, err := Parse(i.Path, src)
		if err != nil {
			return nil, err
		}
		changes, again, err := i.plan(s)
		if err != nil {
			return nil, err
		}
		if len(changes) == 0 {
			return src, nil
		}
		if src, err = s.Apply(changes...); err != nil || !again {
			return src, err
		}
	}
}

// plan returns the changes; again says that there is more to do on their result.
func (i Import) plan(s *Source) (changes []Change, again bool, err error) {
	todo := i.missing(s)
	if todo.Default == "" && len(todo.Names) == 0 && !todo.Effect {
		return nil, false, nil
	}
	for _, local := range todo.locals() {
		if s.Taken(local) && !s.unbound(local) {
			return nil, false, i.conflict(s, local)
		}
	}
	if changes, rest := todo.join(s); len(changes) > 0 {
		return changes, rest, nil
	}
	if name := s.mention("await"); name.Valid() && !i.commonJS(s) {
		what := "await is a name in this file, which it cannot be in one that imports"
		return nil, false, s.Problem(name, what, "rename it", i.statement(false))
	}
	change, err := todo.insert(s)
	return []Change{change}, false, err
}

func (i Import) conflict(s *Source, local string) error {
	var declared Node
	s.Root().Walk(func(n Node) bool {
		if !declared.Valid() && n.Ident() == local && !isKey(n) && declares(n) {
			declared = n
		}
		return !declared.Valid()
	})
	todo := "rename it, or add the import under another name"
	p := s.Problem(declared, local+" means something else in this file", todo, i.statement(i.commonJS(s)))
	p.Kind = patcher.Conflict
	return p
}

// unbound tells whether a name is used in the file but declared nowhere: then the import is what is missing.
func (s *Source) unbound(name string) bool {
	used, declared := false, false
	s.Root().Walk(func(n Node) bool {
		if n.Ident() == name && !isKey(n) {
			used = true
			declared = declared || declares(n)
		}
		return !declared
	})
	return used && !declared
}

// declares tells whether an identifier is the name in a declaration.
func declares(n Node) bool {
	parent := n.Parent()
	switch parent.Kind() {
	case KindShorthandPropertyAssignment, KindExportSpecifier:
		return false
	}
	return parent.Name() == n
}

// missing returns the import without what the file imports already.
func (i Import) missing(s *Source) Import {
	todo := i
	todo.Names = nil
	have := map[string]bool{}
	for _, b := range s.Imports() {
		if b.TypeOnly || b.Called || !sameModule(b.Module, i.Module) {
			continue
		}
		todo.Effect = false
		switch b.Imported {
		case "default", "=", "*":
			have["default as "+b.Local] = true
		default:
			have[b.Imported+" as "+b.Local] = true
		}
	}
	if have["default as "+i.Default] {
		todo.Default = ""
	}
	for _, name := range i.Names {
		if imported, local := nameOf(name); !have[imported+" as "+local] {
			todo.Names = append(todo.Names, name)
		}
	}
	return todo
}

// nameOf splits "x as y" into what is imported and what it is called here.
func nameOf(name string) (imported, local string) {
	imported, local, ok := strings.Cut(name, " as ")
	if !ok {
		return name, name
	}
	return strings.TrimSpace(imported), strings.TrimSpace(local)
}

func (i Import) locals() []string {
	var all []string
	if i.Default != "" {
		all = append(all, i.Default)
	}
	for _, name := range i.Names {
		_, local := nameOf(name)
		all = append(all, local)
	}
	return all
}

func (i Import) commonJS(s *Source) bool {
	style := s.Style()
	if style.Undecided && s.IsJS() {
		return !i.ESM
	}
	return style.CommonJS
}

// join adds to an import of the same module that is there. rest says that something is left to import.
func (i Import) join(s *Source) (changes []Change, rest bool) {
	for _, stmt := range s.Statements() {
		if !i.joins(stmt) {
			continue
		}
		list := namedList(stmt)
		switch {
		case len(i.Names) > 0 && list.Valid:
			return i.extend(s, stmt, list), i.Default != ""
		case len(i.Names) > 0 && i.Default == "" && onlyDefault(stmt):
			at := stmt.ImportBindings()[0].Node.End()
			return []Change{{at, at, ", { " + strings.Join(i.Names, ", ") + " }"}}, false
		case i.Default != "" && stmt.NamedImports().Valid && stmt.ImportBindings()[0].Imported != "default":
			brace := list.Start - 1
			return []Change{{brace, brace, space(s, brace) + i.Default + ", "}}, false
		}
	}
	return nil, false
}

// joins tells whether a statement imports values of the module.
func (i Import) joins(stmt Node) bool {
	list := bindings(stmt)
	for _, b := range list {
		if b.Called || !sameModule(b.Module, i.Module) {
			return false
		}
	}
	return len(list) > 0 && !stmt.TypeOnly()
}

func onlyDefault(stmt Node) bool {
	list := stmt.ImportBindings()
	return stmt.Kind() == KindImportDeclaration && len(list) == 1 && list[0].Imported == "default"
}

// namedList returns the names in braces of an import, or of a require that is taken apart.
func namedList(stmt Node) List {
	if stmt.Kind() == KindImportDeclaration {
		return stmt.NamedImports()
	}
	if d := stmt.Declarations(); len(d) == 1 && d[0].Name().Kind() == KindObjectBindingPattern {
		if _, ok := Required(d[0].Initializer()); ok {
			return d[0].Name().Elements()
		}
	}
	return List{}
}

// extend adds names to a list, one after the other in the order given.
func (i Import) extend(s *Source, stmt Node, list List) []Change {
	names := i.Names
	if stmt.Kind() != KindImportDeclaration {
		names = destructured(names)
	}
	if !s.oneALine(list) {
		return s.AddElement(list, strings.Join(names, ", "))
	}
	var changes []Change
	for n, name := range names {
		added := s.AddElement(list, name)
		if n > 0 {
			added = added[len(added)-1:]
			if !list.TrailingComma && !s.commaFirst(list) {
				changes[len(changes)-1].Text += ","
			}
		}
		changes = append(changes, added...)
	}
	return changes
}
