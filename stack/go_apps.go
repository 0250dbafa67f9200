package stack

import (
	"go/ast"
	"path"
	"strconv"
	"strings"
	"sync"

	"scaffold/stack/golang"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

// goFindings are the services in a repository's Go source, found once for all frameworks.
type goFindings struct {
	tree  *golang.Tree
	apps  map[string][]*App // by the framework's name
	notes []string
	once  sync.Once
}

// goFound keeps what was found in the repository that was looked at last: the frameworks ask for it in turn.
var goFound struct {
	sync.Mutex
	of   *source.Repo
	last *goFindings
}

func goFindingsOf(repo *source.Repo) *goFindings {
	goFound.Lock()
	defer goFound.Unlock()
	if goFound.of != repo {
		goFound.of, goFound.last = repo, &goFindings{tree: golang.NewTree(repo), apps: map[string][]*App{}}
	}
	goFound.last.once.Do(goFound.last.detect)
	return goFound.last
}

// goApps returns the services of the repository that are built on the framework.
func goApps(repo *source.Repo, framework string) ([]*App, error) {
	return goFindingsOf(repo).apps[framework], nil
}

// detect makes an app of every program that serves HTTP.
func (t *goFindings) detect() {
	if len(t.tree.Modules) == 0 {
		return
	}
	var sites []*goSite
	served := map[*ast.CallExpr]bool{}
	for _, p := range t.tree.Programs() {
		site := siteIn(p)
		if site == nil {
			t.notes = append(t.notes, notesOn(p)...)
			continue
		}
		sites = append(sites, site)
		if site.birth != nil && site.start != nil {
			served[site.birth.call] = true
		}
	}
	for _, site := range sites {
		if site.start == nil && served[site.birth.call] {
			continue // a command beside the service, which makes the same router and does not serve it
		}
		app := site.app()
		app.Facts = factsOf(site.program)
		app.Found = site.found()
		t.apps[site.framework()] = append(t.apps[site.framework()], app)
	}
}

// otherFrameworks are web frameworks that are seen and left alone.
var otherFrameworks = []string{
	"github.com/gofiber/fiber", "github.com/valyala/fasthttp", "github.com/kataras/iris", "github.com/beego/beego",
	"github.com/astaxie/beego", "github.com/zeromicro/go-zero", "github.com/cloudwego/hertz", "github.com/gogf/gf",
}

// notesOn says which framework a program without an app of ours is built on, or that its router cannot be told.
func notesOn(p *golang.Program) []string {
	var notes []string
	p.Files(func(f *golang.File) bool {
		for _, spec := range f.Tree.Imports {
			name, _ := golang.Literal(spec.Path)
			for _, other := range otherFrameworks {
				if name == other || strings.HasPrefix(name, other+"/") {
					notes = append(notes, f.At(spec).String()+": "+name+" is not a framework that is known here")
					return false
				}
			}
		}
		return true
	})
	if births := routersIn(p); notes == nil && len(births) > 0 {
		at := births[0].fn.File.At(births[0].call)
		notes = append(notes, at.String()+": a router is made here, and no call was found that serves it")
	}
	return notes
}

// goNotes returns what was seen in Go source and left alone, once the apps are detected.
func goNotes(repo *source.Repo) []string { return goFindingsOf(repo).notes }

func (s *goSite) app() *App {
	main := s.program.Packages[0]
	app := &App{Dir: main.Dir, Name: appName(main), Site: s, Notes: s.notes}
	switch {
	case s.birth != nil:
		app.At = s.birth.fn.File.At(s.birth.call)
		pkg, _, _ := s.birth.fn.File.Callee(s.birth.call.Fun)
		app.Major = majorOf(pkg)
	case len(s.consumers) > 0:
		app.At = s.consumers[0].fn.File.At(s.consumers[0].node)
	default:
		app.At = s.start.fn.File.At(s.start.call)
	}
	return app
}

// framework is the name of the framework that the router is of.
func (s *goSite) framework() string {
	if s.birth == nil {
		return netHTTP
	}
	return s.birth.framework
}

// appName is the folder of the command, or the last element of the module's path.
func appName(main *golang.Package) string {
	if main.Dir != main.Module.Dir {
		return path.Base(main.Dir)
	}
	name := main.Module.Path
	if majorSuffix().MatchString(name) {
		name = path.Dir(name)
	}
	return path.Base(name)
}

var majorSuffix = lazy.Regexp(`/v[0-9]+$`)

// majorOf returns the major version that an import path names, 1 for none, 0 for the standard library.
func majorOf(name string) int {
	if !strings.Contains(name, ".") {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimPrefix(path.Base(name), "v"))
	if err != nil {
		return 1
	}
	return n
}

func siteOf(app *App) *goSite { return app.Site.(*goSite) }
