package stack

import (
	"path"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// nodeSite is what the language's own functions know about an app's source; every framework's site holds one.
type nodeSite struct {
	program *nodejs.Program
	files   []string // that the service loads, its entry first
	styled  *ts.Style
	// what reads returned, and of how many files
	environment []EnvRead
	searched    int
}

func (s *nodeSite) node() *nodeSite { return s }

// siteOfNode returns the language's part of an app's site.
func siteOfNode(app *App) *nodeSite { return app.Site.(interface{ node() *nodeSite }).node() }

// drawSourceFacts draws the facts that the file of the app and those around it tell.
func drawSourceFacts(p *nodejs.Program, app *App, birth *nodejs.Module) {
	put := func(key Key, value string, at source.Pos) { app.Facts[key] = Fact{value, at} }
	here := source.Pos{Path: birth.Path, Line: 1}
	types := "javascript"
	if strings.HasSuffix(path.Ext(birth.Path), "ts") || path.Ext(birth.Path) == ".tsx" {
		types = "typescript"
	}
	put(Types, types, here)
	if p.Config != nil && types == "typescript" {
		put(TSConfig, p.Config.Path, source.Pos{Path: p.Config.Path, Line: 1})
		if !p.Config.Interop {
			put(Namespace, "true", source.Pos{Path: p.Config.Path, Line: nodejs.KeyLine(p.Repo.Read(p.Config.Path), "compilerOptions")})
		}
	}
	modules := "esm"
	if birth.Tree.Style().CommonJS {
		modules = "cjs"
	}
	put(Modules, modules, here)
	runtime, at := runtimeOf(p, birth, types)
	put(Runtime, runtime, at)
	put(Extension, importExtension(p, runtime, modules, types), here)
	put(Source, sourceDir(nodejs.Rel(app.Dir, birth.Path)), here)
}

// runtimeOf returns the module system that Node runs in the end.
func runtimeOf(p *nodejs.Program, birth *nodejs.Module, types string) (string, source.Pos) {
	manifest := "cjs"
	at := source.Pos{Path: p.Pkg.Path, Line: 0}
	if p.Pkg.Type == "module" {
		manifest, at = "esm", p.Pkg.At("type")
	}
	switch ext := path.Ext(birth.Path); {
	case ext == ".mjs" || ext == ".mts":
		return "esm", source.Pos{Path: birth.Path, Line: 1}
	case ext == ".cjs" || ext == ".cts":
		return "cjs", source.Pos{Path: birth.Path, Line: 1}
	case types == "typescript" && p.Config != nil && p.Config.Module == "commonjs":
		return "cjs", source.Pos{Path: p.Config.Path, Line: nodejs.KeyLine(p.Repo.Read(p.Config.Path), "module")}
	}
	return manifest, at
}

// importExtension returns what relative imports end with: as most of the app's own do, else as the module system needs.
func importExtension(p *nodejs.Program, runtime, modules, types string) string {
	count := map[string]int{}
	for _, m := range p.Modules {
		if m == nil {
			continue
		}
		for _, spec := range m.Tree.Uses() {
			if !strings.HasPrefix(spec, ".") || p.Resolve(m.Path, spec) == "" {
				continue
			}
			switch ext := path.Ext(spec); ext {
			case ".js", ".ts":
				count[ext]++
			case ".mjs", ".cjs", ".mts", ".cts":
			default:
				count[""]++
			}
		}
	}
	best := ""
	for _, ext := range []string{".js", ".ts"} {
		if count[ext] > count[best] {
			best = ext
		}
	}
	if count[best] > 0 {
		return best
	}
	if runtime == "esm" && (types == "javascript" && modules == "esm" || p.Config.NodeModules()) {
		return ".js"
	}
	return ""
}

// flatDirs are folders that stand beside others of their kind in a source folder, and so are not one themselves.
var flatDirs = map[string]bool{
	"config": true, "configs": true, "bin": true, "loaders": true, "routes": true, "middleware": true, "middlewares": true, "lib": true, "libs": true,
	"utils": true, "infrastructure": true, "core": true, "common": true, "start": true, "startup": true, "setup": true, "init": true, "bootstrap": true,
	"http": true, "express": true, "web": true, "services": true, "controllers": true,
}

// sourceDir returns the folder, relative to the package, that the app's folders stand in.
func sourceDir(birth string) string {
	dir := path.Dir(birth)
	parts := strings.Split(dir, "/")
	for i, part := range parts {
		if part == "src" {
			return strings.Join(parts[:i+1], "/")
		}
	}
	for i, part := range parts {
		if flatDirs[part] {
			return path.Join(append([]string{"."}, parts[:i]...)...)
		}
	}
	return dir
}
