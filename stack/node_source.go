package stack

import (
	"path"
	"strings"

	ts "scaffold/patcher/tssrc"
)

// nodeSite is what the language's own functions know about an app's source; every framework's site holds one.
type nodeSite struct {
	program *nodeProgram
	files   []string // that the service loads, its entry first
	styled  *ts.Style
}

func (s *nodeSite) node() *nodeSite { return s }

// siteOfNode returns the language's part of an app's site.
func siteOfNode(app *App) *nodeSite { return app.Site.(interface{ node() *nodeSite }).node() }

// sourceFacts draws the facts that the file of the app and those around it tell.
func (p *nodeProgram) sourceFacts(app *App, birth *nodeModule) {
	put := func(key Key, value string, at Pos) { app.Facts[key] = Fact{value, at} }
	here := Pos{birth.path, 1}
	types := "javascript"
	if strings.HasSuffix(path.Ext(birth.path), "ts") || path.Ext(birth.path) == ".tsx" {
		types = "typescript"
	}
	put(Types, types, here)
	if p.config != nil && types == "typescript" {
		put(TSConfig, p.config.Path, Pos{p.config.Path, 1})
		if !p.config.Interop {
			put(Namespace, "true", Pos{p.config.Path, keyLine(p.repo.Read(p.config.Path), "compilerOptions")})
		}
	}
	modules := "esm"
	if birth.tree.Style().CommonJS {
		modules = "cjs"
	}
	put(Modules, modules, here)
	runtime, at := p.runtime(birth, types)
	put(Runtime, runtime, at)
	put(Extension, p.extension(runtime, modules, types), here)
	put(Source, sourceDir(nodeRel(app.Dir, birth.path)), here)
}

// runtime returns the module system that Node runs in the end.
func (p *nodeProgram) runtime(birth *nodeModule, types string) (string, Pos) {
	manifest := "cjs"
	at := Pos{p.pkg.Path, 0}
	if p.pkg.Type == "module" {
		manifest, at = "esm", p.pkg.at("type")
	}
	switch ext := path.Ext(birth.path); {
	case ext == ".mjs" || ext == ".mts":
		return "esm", Pos{birth.path, 1}
	case ext == ".cjs" || ext == ".cts":
		return "cjs", Pos{birth.path, 1}
	case types == "typescript" && p.config != nil && p.config.Module == "commonjs":
		return "cjs", Pos{p.config.Path, keyLine(p.repo.Read(p.config.Path), "module")}
	}
	return manifest, at
}

// extension returns what relative imports end with: as most of the app's own do, else as the module system needs.
func (p *nodeProgram) extension(runtime, modules, types string) string {
	count := map[string]int{}
	for _, m := range p.modules {
		if m == nil {
			continue
		}
		for _, spec := range m.tree.Uses() {
			if !strings.HasPrefix(spec, ".") || p.resolve(m.path, spec) == "" {
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
	if runtime == "esm" && (types == "javascript" && modules == "esm" || p.config.nodeModules()) {
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
