package nodejs

import (
	"path"
	"strconv"
	"strings"

	"scaffold/stack/source"
)

// TSConfig is what a tsconfig.json says once those it extends are taken in.
type TSConfig struct {
	Path             string
	Module           string // lower case
	ModuleResolution string
	Interop          bool // default imports of CommonJS modules work
	ImportTS         bool // allowImportingTsExtensions
	Verbatim         bool
	BaseURL          string              // folder, "" for none
	Paths            map[string][]string // as written, relative to PathsDir
	PathsDir         string
	OutDir, RootDir  string   // folders, "" for none
	Include          []string // as written
	NoEmit           bool
	synthetic        bool // the checker believes in default imports, whatever is written
	set              map[string]bool
}

// ReadTSConfig returns the settings under which an app's sources are compiled, nil where there is no tsconfig. Nx
// keeps them in tsconfig.app.json, which is taken when it is there.
func ReadTSConfig(repo *source.Repo, dir string) *TSConfig {
	for _, up := range Ancestors(dir) {
		for _, name := range []string{"tsconfig.app.json", "tsconfig.json", "tsconfig.build.json"} {
			if full := path.Join(up, name); repo.Has(full) {
				return TSConfigAt(repo, full)
			}
		}
	}
	return nil
}

// TSConfigAt returns the settings of one file, with those it extends.
func TSConfigAt(repo *source.Repo, name string) *TSConfig {
	cfg := &TSConfig{Path: name, set: map[string]bool{}}
	cfg.read(repo, name, 0)
	cfg.settle()
	return cfg
}

type tsconfigFile struct {
	Extends         any      `json:"extends"`
	Include         []string `json:"include"`
	CompilerOptions struct {
		Module           *string             `json:"module"`
		ModuleResolution *string             `json:"moduleResolution"`
		ESModuleInterop  *bool               `json:"esModuleInterop"`
		Synthetic        *bool               `json:"allowSyntheticDefaultImports"`
		ImportTS         *bool               `json:"allowImportingTsExtensions"`
		Verbatim         *bool               `json:"verbatimModuleSyntax"`
		BaseURL          *string             `json:"baseUrl"`
		Paths            map[string][]string `json:"paths"`
		OutDir           *string             `json:"outDir"`
		RootDir          *string             `json:"rootDir"`
		NoEmit           *bool               `json:"noEmit"`
	} `json:"compilerOptions"`
}

// read takes in one file, the nearer one first: what is set already stays.
func (c *TSConfig) read(repo *source.Repo, name string, depth int) {
	var file tsconfigFile
	text := repo.Read(name)
	if depth > 8 || text == nil || DecodeJSON(text, &file) != nil {
		return
	}
	o := file.CompilerOptions
	c.text("module", o.Module, &c.Module)
	c.text("moduleResolution", o.ModuleResolution, &c.ModuleResolution)
	c.flag("interop", o.ESModuleInterop, &c.Interop)
	c.flag("synthetic", o.Synthetic, &c.synthetic)
	c.flag("importTS", o.ImportTS, &c.ImportTS)
	c.flag("verbatim", o.Verbatim, &c.Verbatim)
	c.flag("noEmit", o.NoEmit, &c.NoEmit)
	c.folder("baseUrl", name, o.BaseURL, &c.BaseURL)
	c.folder("outDir", name, o.OutDir, &c.OutDir)
	c.folder("rootDir", name, o.RootDir, &c.RootDir)
	if file.Include != nil && !c.set["include"] {
		c.set["include"], c.Include = true, file.Include
	}
	if o.Paths != nil && !c.set["paths"] {
		c.set["paths"], c.Paths, c.PathsDir = true, o.Paths, path.Dir(name)
	}
	for _, base := range extended(file.Extends) {
		c.readBase(repo, name, base, depth)
	}
}

// extended returns the bases of a file, the strongest first.
func extended(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var bases []string
		for i := len(v) - 1; i >= 0; i-- {
			if s, ok := v[i].(string); ok {
				bases = append(bases, s)
			}
		}
		return bases
	}
	return nil
}

// readBase takes in a base by its path. The packages that publish bases are not installed where detection runs, so of
// the well-known family only what its name says is known.
func (c *TSConfig) readBase(repo *source.Repo, name, base string, depth int) {
	if strings.HasPrefix(base, ".") {
		full := path.Join(path.Dir(name), base)
		if !repo.Has(full) {
			full += ".json"
		}
		c.read(repo, full, depth+1)
		return
	}
	if strings.HasPrefix(base, "@tsconfig/") {
		c.implied("interop", &c.Interop)
		if !c.set["module"] {
			c.set["module"] = true
			c.Module = "commonjs"
			if n, _ := strconv.Atoi(FirstNumber().FindString(base)); n >= 16 || strings.Contains(base, "node-lts") {
				c.Module = "node16"
			}
		}
		return
	}
	for _, pkg := range repo.Glob(".", "**/package.json") { // a configuration package of the same workspace
		found := readPackage(repo, pkg)
		if found == nil || found.Name == "" || base != found.Name && !strings.HasPrefix(base, found.Name+"/") {
			continue
		}
		full := path.Join(found.Dir, Rel(found.Name, base))
		for _, f := range []string{full, full + ".json", path.Join(found.Dir, "tsconfig.json")} {
			if repo.Has(f) {
				c.read(repo, f, depth+1)
				return
			}
		}
	}
}

// folder takes in a folder, which is written as seen from the file.
func (c *TSConfig) folder(key, name string, value *string, into *string) {
	if value != nil && !c.set[key] {
		c.set[key], *into = true, path.Join(path.Dir(name), *value)
	}
}

func (c *TSConfig) text(key string, value *string, into *string) {
	if value != nil && !c.set[key] {
		c.set[key], *into = true, strings.ToLower(*value)
	}
}

func (c *TSConfig) flag(key string, value *bool, into *bool) {
	if value != nil && !c.set[key] {
		c.set[key], *into = true, *value
	}
}

func (c *TSConfig) implied(key string, into *bool) {
	if !c.set[key] {
		c.set[key], *into = true, true
	}
}

// settle fills in what the compiler implies.
func (c *TSConfig) settle() {
	switch c.Module {
	case "node16", "node18", "node20", "nodenext", "preserve":
		c.implied("interop", &c.Interop)
	}
	if c.ModuleResolution == "bundler" || c.synthetic && c.Module != "commonjs" {
		c.implied("interop", &c.Interop)
	}
}

// NodeModules says whether the compiler follows package.json's "type" when it chooses what to write.
func (c *TSConfig) NodeModules() bool {
	return c != nil && (strings.HasPrefix(c.Module, "node") || c.ModuleResolution == "nodenext" || c.ModuleResolution == "node16")
}
