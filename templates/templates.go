// Package templates holds the text of every file that can be created; Render is the only way to it.
package templates

import (
	"bytes"
	"embed"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"text/template"

	"golang.org/x/tools/txtar"
)

//go:embed all:*/*
var files embed.FS

// Text is a rendered template.
type Text struct {
	Body []byte
	With []string // roles of further files that this one imports
}

// with is a template's first line where it imports other created files: {{/* with: problem client-ip */}}.
var with = regexp.MustCompile(`^\{\{/\* with: ([a-z0-9 -]+) \*/\}\}\n`)

// Render returns the text of the first template that there is at <folder>/<role><ext>.tmpl; ok is false when there is
// none. Folders are given from the special to the general: "errors/gin", "errors/go", "shared/go".
func Render(folders []string, role, ext string, data any, funcs template.FuncMap) (text Text, ok bool, err error) {
	for _, folder := range folders {
		name := folder + "/" + role + ext + ".tmpl"
		source, err := files.ReadFile(name)
		if err != nil {
			continue
		}
		text, err := render(name, string(source), data, funcs)
		return text, true, err
	}
	return Text{}, false, nil
}

// Has tells whether Render would find a template.
func Has(folders []string, role, ext string) bool {
	for _, folder := range folders {
		if _, err := fs.Stat(files, folder+"/"+role+ext+".tmpl"); err == nil {
			return true
		}
	}
	return false
}

func render(name, source string, data any, funcs template.FuncMap) (Text, error) {
	var text Text
	if m := with.FindStringSubmatch(source); m != nil {
		text.With = strings.Fields(m[1])
		source = source[len(m[0]):]
	}
	t, err := template.New(name).Option("missingkey=error").Funcs(helpers).Funcs(funcs).Parse(source)
	if err != nil {
		return text, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return text, err
	}
	text.Body = out.Bytes()
	return text, nil
}

// Names returns the paths of all templates, for tests that walk them.
func Names() ([]string, error) { return fs.Glob(files, "*/*/*.tmpl") }

// Manifest returns one of the manifests that hold the versions of third-party modules: "npm/package.json".
func Manifest(name string) ([]byte, error) { return files.ReadFile(name) }

// Archive renders a template that holds several files, and returns their texts by path; ok is false when there is no
// such template.
func Archive(name string, data any) (texts map[string][]byte, ok bool, err error) {
	text, ok, err := Render([]string{path.Dir(name)}, path.Base(name), ".txtar", data, nil)
	if err != nil || !ok {
		return nil, ok, err
	}
	texts = map[string][]byte{}
	for _, file := range txtar.Parse(text.Body).Files {
		texts[file.Name] = file.Data
	}
	return texts, true, nil
}
