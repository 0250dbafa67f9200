package stack

import (
	"cmp"
	"strings"
	"unicode"

	ts "scaffold/patcher/tssrc"
)

// Node is JavaScript and TypeScript on Node.js.
var Node = &Language{
	Name:       "node",
	Ext:        ".ts",
	Markup:     ".tsx",
	Manifest:   "package.json",
	SourceExts: []string{".ts", ".tsx", ".js", ".mjs", ".cjs", ".mts", ".cts"},
	Home:       func(app *App) string { return app.Dir },
	Place:      placeNode,
	Link:       nodeLink,
	Finish:     finishNode,
	Require:    requireNode,
	Reads:      readsNode,
	EnvFiles:   envFilesNode,
	Spell:      spellNode,
	Exports:    ts.Exports,
	Package:    func(*App) string { return "" },
	Loggers:    []string{"pino", "winston"},
	TestSuffix: ".test",
	Install:    installNode,
	Port:       "3000",
	Command:    commandNode,
	AddScripts: scriptsNode,
	Runs:       runsNode,
	Image:      imageNode,
	BaseImage:  nodeBase,

	RefuseRawSQL: rawSQLNode,
	Console:      consoleNode,
	TestScripts:  testScriptsNode,
	TestRunner:   testRunnerNode,
	Built:        builtNode,
}

// spellNode writes a symbol in lower camel case.
func spellNode(symbol string) string {
	if symbol == "" {
		return ""
	}
	r := []rune(symbol)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}

// installNode returns the command that fetches what was added to package.json, from the repository's root.
func installNode(app *App) string {
	manager := cmp.Or(strings.TrimSuffix(app.Fact(Manager), "-berry"), "npm")
	if home := siteOfNode(app).home(); home.Dir != "." {
		return "(cd " + home.Dir + " && " + manager + " install)"
	}
	return manager + " install"
}
