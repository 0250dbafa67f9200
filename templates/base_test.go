package templates_test

import (
	"bytes"
	"encoding/json"
	"go/format"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"scaffold/templates"
)

// TestBases renders every base for a short and for a long name.
func TestBases(t *testing.T) {
	entries, err := os.ReadDir("base")
	if err != nil || len(entries) == 0 {
		t.Fatal("there are no bases:", err)
	}
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".txtar.tmpl")
		for _, service := range []string{"a", strings.Repeat("long-name-", 4)} {
			t.Run(name+"/"+service, func(t *testing.T) { checkBase(t, name, service) })
		}
	}
}

func checkBase(t *testing.T, name, service string) {
	files, ok, err := templates.Archive("base/"+name, struct{ Name, Module string }{service, "example.com/" + service})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	for _, needed := range []string{"README.md", ".gitignore", ".editorconfig"} {
		if files[needed] == nil {
			t.Errorf("there is no %s", needed)
		}
	}
	for name, text := range files {
		if fault := baseFault(name, text); fault != "" {
			t.Errorf("%s %s", name, fault)
		}
	}
	if !bytes.Contains(files["README.md"], []byte("# "+service+"\n")) {
		t.Error("the README does not name the service")
	}
}

// baseFault says what is wrong with a file of a base, "" when nothing is.
func baseFault(name string, text []byte) string {
	if fault := textFault(name, text); fault != "" {
		return fault
	}
	switch {
	case path.Ext(name) == ".go":
		if formatted, err := format.Source(text); err != nil || !bytes.Equal(formatted, text) {
			return "is not formatted as gofmt does it"
		}
	case path.Base(name) == "go.mod":
		return requirementFault(text)
	case path.Base(name) == "package.json":
		return dependencyFault(text)
	case path.Ext(name) == ".json" && !json.Valid(text):
		return "is not JSON"
	case path.Ext(name) == ".ts", path.Ext(name) == ".tsx":
		return lineFault(string(text))
	}
	return ""
}

func textFault(name string, text []byte) string {
	switch {
	case !fs.ValidPath(name) || name != path.Clean(name):
		return "is not a path"
	case !bytes.HasSuffix(text, []byte("\n")) || bytes.HasSuffix(text, []byte("\n\n")):
		return "does not end with one line break"
	case bytes.Contains(text, []byte("{{"+".")), bytes.Contains(text, []byte("<no value>")):
		return "holds template text"
	case bytes.Contains(text, []byte(" \n")), bytes.Contains(text, []byte("\r")):
		return "holds blanks at the end of a line"
	}
	return ""
}

var exactVersion = regexp.MustCompile(`^(npm:.+@)?\d+\.\d+\.\d+$`)

// dependencyFault asks for exact versions, and for those of the manifest where it has the package: what init writes and
// what add writes are the same.
func dependencyFault(text []byte) string {
	type manifest struct{ Dependencies, DevDependencies map[string]string }
	var pkg, known manifest
	source, err := templates.Manifest("npm/package.json")
	if err != nil || json.Unmarshal(source, &known) != nil || json.Unmarshal(text, &pkg) != nil {
		return "is not a manifest"
	}
	for _, section := range []map[string]string{pkg.Dependencies, pkg.DevDependencies} {
		for name, version := range section {
			if !exactVersion.MatchString(version) {
				return "asks for " + name + " at no exact version: " + version
			}
			for _, wanted := range []string{known.Dependencies[name], known.DevDependencies[name]} {
				if wanted != "" && wanted != version {
					return "asks for " + name + " " + version + ", the manifest has " + wanted
				}
			}
		}
	}
	return ""
}

var requirement = regexp.MustCompile(`(?m)^require \S+ v\d+\.\d+\.\d+$`)

func requirementFault(text []byte) string {
	if !bytes.HasPrefix(text, []byte("module ")) || !bytes.Contains(text, []byte("\ngo 1.")) || !requirement.Match(text) {
		return "is no complete go.mod"
	}
	return ""
}
