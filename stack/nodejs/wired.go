package nodejs

import (
	"path"
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
)

// wiredFile finds what a container's description of services names by a relative path: a class, a further description.
var wiredFile = lazy.Regexp(`\b(?:class|resource|file|module|main)['"]?\s*:\s*['"]?(\.\.?/[\w./@-]+)`)

// hole finds what a template fills in.
var hole = lazy.Regexp(`\$\{[^}]*\}`)

// quoted finds the strings of a JSON file.
var quoted = lazy.Regexp(`"([\w@.-]+/[\w./@-]+)"`)

// wired returns the package's own files that a module has a container or a plugin loader load: it names a description
// in YAML or JSON, which names the files of classes or hooks.
func (p *Program) wired(m *Module) []string {
	if !Mentions(m.Tree.Text(), ".yaml", ".yml", ".json") {
		return nil
	}
	var files []string
	seen := map[string]bool{}
	for _, call := range m.Calls {
		if required(call) != "" {
			continue
		}
		for _, arg := range call.Arguments().Nodes {
			for _, name := range p.described(m, arg) {
				files = append(files, p.classes(name, seen)...)
			}
		}
	}
	return files
}

// described returns the descriptions that an argument names; what a template fills in may be anything but the tests'.
func (p *Program) described(m *Module, arg ts.Node) []string {
	text, literal := arg.Literal()
	if !literal && arg.Unwrap().Kind() == ts.KindTemplateExpression {
		text = hole().ReplaceAllString(strings.TrimPrefix(strings.Trim(arg.Source(), "`"), "${__dirname}/"), "*")
	}
	if !isYAML(text) && (!isJSON(text) || !literal) || strings.HasPrefix(text, "*") {
		return nil
	}
	var found []string
	for _, base := range []string{path.Dir(m.Path), p.Pkg.Dir} {
		pattern := path.Join(base, text)
		for _, name := range p.Repo.Under(path.Dir(pattern)) {
			if ok, _ := path.Match(pattern, name); ok && !strings.Contains(path.Base(name), "test") && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

// classes returns the source files that a description names, and those of the descriptions that it takes in.
func (p *Program) classes(name string, seen map[string]bool) []string {
	if seen[name] {
		return nil
	}
	seen[name] = true
	if isJSON(name) {
		return p.hooks(name)
	}
	var files []string
	for _, found := range wiredFile().FindAllSubmatch(p.Repo.Read(name), -1) {
		target := path.Join(path.Dir(name), string(found[1]))
		if isYAML(target) {
			files = append(files, p.classes(target, seen)...)
		} else if source := p.onDisk(target); source != "" && p.IsOwn(source) && !slices.Contains(files, source) {
			files = append(files, source)
		}
	}
	return files
}

// hooks returns the source files that a JSON file names by path, from its own folder or by the package's name.
func (p *Program) hooks(name string) []string {
	var files []string
	for _, found := range quoted().FindAllSubmatch(p.Repo.Read(name), -1) {
		spec := string(found[1])
		if !strings.HasPrefix(spec, ".") && (p.Pkg.Name == "" || !strings.HasPrefix(spec, p.Pkg.Name+"/")) {
			continue
		}
		if source := p.Resolve(name, spec); source != "" && p.IsOwn(source) && !slices.Contains(files, source) {
			files = append(files, source)
		}
	}
	return files
}

// isJSON tells whether a name is of a JSON file that may describe services: not of a manifest or a setting of tools.
func isJSON(name string) bool {
	base := path.Base(name)
	return strings.HasSuffix(base, ".json") && base != "package.json" && !strings.HasPrefix(base, "tsconfig")
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}
