package stack

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	ts "scaffold/patcher/tssrc"
)

// wiredFile finds what a container's description of services names by a relative path: a class, a further description.
var wiredFile = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(?:class|resource|file|module|main)['"]?\s*:\s*['"]?(\.\.?/[\w./@-]+)`)
})

// hole finds what a template fills in.
var hole = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$\{[^}]*\}`) })

// wired returns the package's own files that a module has a dependency container load: it names a description in YAML,
// whose services are classes by the paths of their files.
func (p *nodeProgram) wired(m *nodeModule) []string {
	if !bytesHave(m.tree.Text(), ".yaml", ".yml") {
		return nil
	}
	var files []string
	seen := map[string]bool{}
	for _, call := range m.calls {
		for _, arg := range call.Arguments().Nodes {
			for _, name := range p.described(m, arg) {
				files = append(files, p.classes(name, seen)...)
			}
		}
	}
	return files
}

// described returns the descriptions that an argument names; what a template fills in may be anything but the tests'.
func (p *nodeProgram) described(m *nodeModule, arg ts.Node) []string {
	text, literal := arg.Literal()
	if !literal && arg.Unwrap().Kind() == ts.KindTemplateExpression {
		text = hole().ReplaceAllString(strings.TrimPrefix(strings.Trim(arg.Source(), "`"), "${__dirname}/"), "*")
	}
	if !isYAML(text) || strings.HasPrefix(text, "*") {
		return nil
	}
	var found []string
	for _, base := range []string{path.Dir(m.path), p.pkg.Dir} {
		pattern := path.Join(base, text)
		for _, name := range p.repo.Under(path.Dir(pattern)) {
			if ok, _ := path.Match(pattern, name); ok && !strings.Contains(path.Base(name), "test") && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

// classes returns the source files that a description names, and those of the descriptions that it takes in.
func (p *nodeProgram) classes(name string, seen map[string]bool) []string {
	if seen[name] {
		return nil
	}
	seen[name] = true
	var files []string
	for _, found := range wiredFile().FindAllSubmatch(p.repo.Read(name), -1) {
		target := path.Join(path.Dir(name), string(found[1]))
		if isYAML(target) {
			files = append(files, p.classes(target, seen)...)
		} else if source := p.onDisk(target); source != "" && p.isOwn(source) && !slices.Contains(files, source) {
			files = append(files, source)
		}
	}
	return files
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}
