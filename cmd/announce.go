package cmd

import (
	"fmt"
	"strings"

	"scaffold/stack"
)

// announce says what the repository was found to be.
func (p *program) announce(apps []*stack.App) {
	for _, a := range apps {
		p.report.Apps = append(p.report.Apps, describe(a))
		p.say("%s", paint(bold, clean(appName(a)))+": "+clean(title(a))+paint(dim, " ("+clean(a.At.String())+")"))
	}
}

// appName is what an app is called: its folder, or at the root the name of its package.
func appName(a *stack.App) string {
	if a.ID == "." && a.Name != "" {
		return fmt.Sprintf("%.80s", a.Name)
	}
	return a.ID
}

func describe(a *stack.App) appReport {
	facts := map[string]string{}
	for key, fact := range a.Facts {
		facts[string(key)] = fact.Value
	}
	return appReport{ID: a.ID, Dir: a.Dir, Name: a.Name, Framework: a.Framework.Name, Major: a.Major, At: a.At.String(), Facts: facts}
}

// spelled are the facts that have a name of their own outside of the tool.
var spelled = map[string]string{"typescript": "TypeScript", "javascript": "JavaScript", "esm": "ES modules", "cjs": "CommonJS"}

// title says in a few words what an app is made of.
func title(a *stack.App) string {
	parts := []string{a.Framework.Title}
	if a.Major > 0 {
		parts[0] += fmt.Sprintf(" %d", a.Major)
	}
	for _, key := range []stack.Key{stack.Types, stack.Modules, stack.Manager} {
		value := a.Fact(key)
		if name := spelled[value]; name != "" {
			value = name
		}
		if value != "" && value != a.Language.Name {
			parts = append(parts, value)
		}
	}
	if version := a.Fact(stack.Toolchain); version != "" && a.Language.Name == "go" {
		parts = append(parts, "Go "+version)
	}
	return strings.Join(parts, ", ")
}
