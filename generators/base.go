package generators

import (
	"scaffold/patcher"
	"scaffold/templates"
)

// Base returns the files of a new repository, before any gap is closed in it, by path. The name is that of the service.
func Base(name, service string) (map[string][]byte, error) {
	files, ok, err := templates.Archive("base/"+name, struct{ Name, Module string }{service, "example.com/" + service})
	if err == nil && !ok {
		return nil, &patcher.Problem{Kind: patcher.Usage, What: "the preset names no base for a new repository", Todo: "take one of scaffold preset list"}
	}
	return files, err
}
