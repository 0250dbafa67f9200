package stack

import (
	"go/ast"
	"path"
	"strconv"
	"strings"
)

// goApps returns the services of the repository that are built on the framework.
func goApps(repo *Repo, framework string) ([]*App, error) {
	t := goTreeOf(repo)
	t.once.Do(t.detect)
	return t.apps[framework], nil
}

// detect makes an app of every program that serves HTTP.
func (t *goTree) detect() {
	if len(t.modules) == 0 {
		return
	}
	var sites []*goSite
	served := map[*ast.CallExpr]bool{}
	for _, p := range t.programs() {
		site := p.site()
		if site == nil {
			t.notes = append(t.notes, p.notes()...)
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
		app.Facts = site.program.facts()
		app.Found = site.found()
		t.apps[site.framework()] = append(t.apps[site.framework()], app)
	}
}

// otherFrameworks are web frameworks that are seen and left alone.
var otherFrameworks = []string{
	"github.com/gofiber/fiber", "github.com/valyala/fasthttp", "github.com/kataras/iris", "github.com/beego/beego",
	"github.com/astaxie/beego", "github.com/zeromicro/go-zero", "github.com/cloudwego/hertz", "github.com/gogf/gf",
}

// notes says which framework a program without an app of ours is built on, or that its router cannot be told.
func (p *goProgram) notes() []string {
	var notes []string
	p.files(func(f *goFile) bool {
		for _, spec := range f.tree.Imports {
			name, _ := goLiteral(spec.Path)
			for _, other := range otherFrameworks {
				if name == other || strings.HasPrefix(name, other+"/") {
					notes = append(notes, f.at(spec).String()+": "+name+" is not a framework that is known here")
					return false
				}
			}
		}
		return true
	})
	if births := p.births(); notes == nil && len(births) > 0 {
		at := births[0].fn.file.at(births[0].call)
		notes = append(notes, at.String()+": a router is made here, and no call was found that serves it")
	}
	return notes
}

// goNotes returns what was seen in Go source and left alone, once the apps are detected.
func goNotes(repo *Repo) []string {
	t := goTreeOf(repo)
	t.once.Do(t.detect)
	return t.notes
}

func (s *goSite) app() *App {
	main := s.program.packages[0]
	app := &App{Dir: main.dir, Name: appName(main), Site: s, Notes: s.notes}
	switch {
	case s.birth != nil:
		app.At = s.birth.fn.file.at(s.birth.call)
		pkg, _, _ := s.birth.fn.file.callee(s.birth.call.Fun)
		app.Major = majorOf(pkg)
	case len(s.consumers) > 0:
		app.At = s.consumers[0].fn.file.at(s.consumers[0].node)
	default:
		app.At = s.start.fn.file.at(s.start.call)
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
func appName(main *goPackage) string {
	if main.dir != main.module.dir {
		return path.Base(main.dir)
	}
	name := main.module.path
	if majorSuffix.MatchString(name) {
		name = path.Dir(name)
	}
	return path.Base(name)
}

var majorSuffix = lazily(`/v[0-9]+$`)

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
