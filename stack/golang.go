package stack

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"strings"

	"scaffold/patcher"
	"scaffold/stack/golang"
)

// Go places all created files in one package of the module: internal/platform.
var Go = &Language{
	Name:       "go",
	Ext:        ".go",
	Manifest:   "go.mod",
	SourceExts: []string{".go"},
	Home:       func(app *App) string { return siteOf(app).module.Dir }, // its packages lie all over the module
	Place:      placeGo,
	Link:       linkGo,
	Finish:     finishGo,
	Require:    requireGo,
	Reads:      readsGo,
	Spell:      spellGo,
	Exports:    exportsGo,
	Package:    func(app *App) string { return path.Base(siteOf(app).folder) },
	Loggers:    []string{"slog"},
	TestSuffix: "_test",
	Install:    installGo,
	Port:       "8080",
	Command:    commandGo,
	AddScripts: func(*App, []Script) []patcher.FileEdit { return nil },
	Runs:       func(_ *App, name string) string { return "go run ./" + path.Dir(name) },
	Image:      imageGo,
	BaseImage:  goBase,
}

// oldest is the Go version that created files are written for.
const oldest = "1.21"

func placeGo(app *App, file File) string {
	name := strings.ReplaceAll(file.Role, "-", "")
	if file.Test {
		name += "_test"
	}
	return path.Join(siteOf(app).folder, name+".go")
}

// linkGo returns the import path of a created file's package, "" for a file of the same package.
func linkGo(app *App, from, to string) string {
	if path.Dir(from) == path.Dir(to) {
		return ""
	}
	return siteOf(app).importPath()
}

// finishGo demands that the text is formatted as gofmt does it. In a module with a go line below 1.21 the constraint
// lets the compiler take the file as one of 1.21.
func finishGo(app *App, name string, text []byte) ([]byte, error) {
	if !AtLeast(siteOf(app).module.Line, oldest) {
		text = append([]byte("//go:build go"+oldest+"\n\n"), text...)
	}
	formatted, err := format.Source(text)
	if err != nil {
		return nil, &patcher.Problem{Kind: patcher.Internal, Path: name, What: "the template's text does not parse: " + err.Error()}
	}
	if !bytes.Equal(formatted, text) {
		return nil, &patcher.Problem{Kind: patcher.Internal, Path: name, What: "the template's text is not formatted"}
	}
	return text, nil
}

// initialisms are the words that Go writes in capitals.
var initialisms = map[string]string{
	"Id": "ID", "Cors": "CORS", "Http": "HTTP", "Api": "API", "Url": "URL", "Ip": "IP", "Tls": "TLS", "Csrf": "CSRF",
}

// spellGo writes the words of a symbol that are initialisms in capitals.
func spellGo(symbol string) string {
	var out strings.Builder
	for _, word := range camelWords(symbol) {
		if up, ok := initialisms[word]; ok {
			word = up
		}
		out.WriteString(word)
	}
	return out.String()
}

func camelWords(s string) []string {
	var words []string
	start := 0
	for i := 1; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			words = append(words, s[start:i])
			start = i
		}
	}
	return append(words, s[start:])
}

func exportsGo(text []byte) []string {
	tree, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var exported []string
	for _, name := range golang.TopLevel(tree) {
		if ast.IsExported(name) {
			exported = append(exported, name)
		}
	}
	return exported
}

// installGo fetches what the go.mod file asks for; a vendor folder is filled again.
func installGo(app *App) string {
	s := siteOf(app)
	command := "go mod tidy"
	if vendored(s.program.Tree, s.module) {
		command += " && go mod vendor"
	}
	if s.module.Dir != "." {
		command = "cd " + s.module.Dir + " && " + command
	}
	return command
}
