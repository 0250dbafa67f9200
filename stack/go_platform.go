package stack

import (
	"path"
	"strings"

	"scaffold/stack/golang"
)

// platformFolders are where created files go below a module: the first that is not somebody else's.
var platformFolders = []string{"internal/platform", "internal/httpx", "internal/production", "internal/service"}

// platformSymbols are what created files export; a package that has one of them in such a folder is the tool's.
var platformSymbols = []string{
	"RequestID", "RequestLogger", "Recoverer", "SecurityHeaders", "Health", "CORSPolicy", "RateLimit", "NotFound",
	"ErrorHandler", "LoadEnv", "SetupLogging", "ListenAndServe", "Chain", "Gin", "HandlerE", "Draining",
}

// platformOf returns the folder of the package that created files make up in the module.
func platformOf(t *golang.Tree, m *golang.Module) string {
	for _, folder := range platformFolders {
		dir := path.Join(m.Dir, folder)
		if !hasGo(t, dir) || isOurs(t, dir) {
			return dir
		}
	}
	return path.Join(m.Dir, platformFolders[0])
}

// hasGo tells whether Go files stand directly in the folder.
func hasGo(t *golang.Tree, dir string) bool {
	for _, name := range t.Repo.Under(dir) {
		if path.Dir(name) == dir && strings.HasSuffix(name, ".go") {
			return true
		}
	}
	return false
}

// isOurs tells whether the package in the folder is one of created files: by the record, or where that was lost by
// what it exports.
func isOurs(t *golang.Tree, dir string) bool {
	for _, name := range t.Repo.Under(dir) {
		if path.Dir(name) == dir && t.Repo.Owns(name) {
			return true
		}
	}
	pkg := t.Pkg(dir)
	if pkg == nil || pkg.Name != path.Base(dir) {
		return false
	}
	for _, name := range platformSymbols {
		if fn := pkg.Funcs[name]; fn != nil && fn.Decl.Recv == nil {
			return true
		}
	}
	return false
}

// isPlatform tells whether the import path is that of the created files' package.
func isPlatform(p *golang.Program, f *golang.File, name string) bool {
	dir := p.Tree.Folder(f.Pkg.Module, name)
	if dir == "" {
		return false
	}
	m := p.Tree.ModuleOf(dir)
	return m != nil && platformOf(p.Tree, m) == dir && isOurs(p.Tree, dir)
}
