package stack

import (
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/gosrc"
)

// goSetup puts statements behind the router's set-up, before its first route. In a line, $r stands for the router and
// $p for the package of the created files; a line that sets a field which is set already is left out.
type goSetup struct {
	router goRouter
	pkg    string
	taken  []string
	symbol string
	lines  []string
}

func (s goSetup) String() string { return "set " + s.symbol }

// Apply finds the router and places the statements.
func (s goSetup) Apply(src []byte) ([]byte, error) { return gosrc.Rewrite(src, s.place) }

func (s goSetup) place(f *gosrc.File) error {
	b, err := s.router.find(f, s.text(s.lines, s.router.hoist, gosrc.Base(s.pkg)))
	if err != nil || placed(f, b.fn, s.pkg, s.symbol) {
		return err
	}
	pkg, err := f.Use(s.pkg, b.call, s.taken...)
	if err != nil {
		return err
	}
	var lines []string
	for _, line := range s.lines {
		left, _, sets := strings.Cut(line, " = ")
		if !sets || !strings.Contains(f.Source(b.fn), strings.ReplaceAll(left, "$r", b.name)+" =") {
			lines = append(lines, line)
		}
	}
	_, last := b.uses()
	b.after(last, s.text(lines, b.name, pkg))
	return nil
}

func (s goSetup) text(lines []string, router, pkg string) string {
	return strings.NewReplacer("$r", router, "$p", pkg).Replace(strings.Join(lines, "\n"))
}

// setupSeam returns the function that places the lines.
func setupSeam(hoist string, lines ...string) Place {
	return func(app *App, code Code) ([]patcher.FileEdit, error) {
		s := siteOf(app)
		e := goSetup{pkg: s.importPath(), symbol: spellGo(code.Symbol), lines: lines}
		if err := s.placeable(e.text(lines, hoist, gosrc.Base(e.pkg))); err != nil {
			return nil, err
		}
		e.router, e.taken = s.router(hoist), namesOf(s.birth.fn.File.Pkg)
		return []patcher.FileEdit{{Path: s.birth.fn.File.Path, Edit: e}}, nil
	}
}

// nothing places nothing: the framework needs no call there.
func nothing(*App, Code) ([]patcher.FileEdit, error) { return nil, nil }
