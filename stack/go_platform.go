package stack

import (
	"path"
	"strings"
)

// platformFolders are where created files go below a module: the first that is not somebody else's.
var platformFolders = []string{"internal/platform", "internal/httpx", "internal/production", "internal/service"}

// platformSymbols are what created files export; a package that has one of them in such a folder is the tool's.
var platformSymbols = []string{
	"RequestID", "RequestLogger", "Recoverer", "SecurityHeaders", "Health", "CORSPolicy", "RateLimit", "NotFound",
	"ErrorHandler", "LoadEnv", "SetupLogging", "ListenAndServe", "Chain", "Gin", "HandlerE", "Draining",
}

// platform returns the folder of the package that created files make up in the module.
func (t *goTree) platform(m *goModule) string {
	for _, folder := range platformFolders {
		dir := path.Join(m.dir, folder)
		if !t.hasGo(dir) || t.isOurs(dir) {
			return dir
		}
	}
	return path.Join(m.dir, platformFolders[0])
}

// hasGo tells whether Go files stand directly in the folder.
func (t *goTree) hasGo(dir string) bool {
	for _, name := range t.repo.Under(dir) {
		if path.Dir(name) == dir && strings.HasSuffix(name, ".go") {
			return true
		}
	}
	return false
}

// isOurs tells whether the package in the folder is one of created files: by the record, or where that was lost by
// what it exports.
func (t *goTree) isOurs(dir string) bool {
	for _, name := range t.repo.Under(dir) {
		if path.Dir(name) == dir && t.repo.Owns(name) {
			return true
		}
	}
	pkg := t.pkg(dir)
	if pkg == nil || pkg.name != path.Base(dir) {
		return false
	}
	for _, name := range platformSymbols {
		if fn := pkg.funcs[name]; fn != nil && fn.decl.Recv == nil {
			return true
		}
	}
	return false
}

// isPlatform tells whether the import path is that of the created files' package.
func (p *goProgram) isPlatform(f *goFile, name string) bool {
	dir := p.tree.folder(f.pkg.module, name)
	if dir == "" {
		return false
	}
	m := p.tree.moduleOf(dir)
	return m != nil && p.tree.platform(m) == dir && p.tree.isOurs(dir)
}
