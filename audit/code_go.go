package audit

import (
	"go/ast"
	"go/token"
	"strings"

	"scaffold/stack"
	"scaffold/stack/golang"
	"scaffold/stack/lazy"
)

// goSights looks at the nodes of one file.
type goSights struct {
	*reading
	f *golang.File
}

func (s goSights) read() {
	ast.Inspect(s.f.Tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := golang.Literal(n); ok && isKeyOfService(s.f.Path, text) {
				s.note("secrets.provider-key", s.f.At(n), "a key of a provider stands in the source")
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if i < len(n.Values) {
					s.named(n, name.Name, n.Values[i])
				}
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if i < len(n.Rhs) {
					s.named(n, lastOf(left), n.Rhs[i])
				}
			}
		case *ast.KeyValueExpr:
			s.named(n, lastOf(n.Key), n.Value)
		case *ast.CallExpr:
			s.call(n)
		}
		return true
	})
}

func lastOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.BasicLit:
		text, _ := golang.Literal(e)
		return text
	}
	return ""
}

func (s goSights) named(n ast.Node, name string, value ast.Expr) {
	text, isText := golang.Literal(value)
	id, _ := value.(*ast.Ident)
	switch {
	case isText && secretName().MatchString(name) && looksSecret(text) && !seedFile().MatchString(s.f.Path):
		s.note("secrets.literal", s.f.At(n), "%s is written in the source", name)
	case name == "InsecureSkipVerify" && id != nil && id.Name == "true":
		s.note("secrets.tls-verified", s.f.At(n), "%s: whoever is in between is not noticed", name)
	case randomName().MatchString(name) && s.mentions(value, "math/rand", "math/rand/v2"):
		s.note("secrets.random", s.f.At(n), "%s comes from math/rand, which can be foretold", name)
	}
}

// mentions tells whether an expression calls something of the packages.
func (s goSights) mentions(e ast.Expr, packages ...string) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			pkg, _, _ := s.f.Callee(call.Fun)
			for _, p := range packages {
				found = found || pkg == p
			}
		}
		_, isFunc := n.(*ast.FuncLit)
		return !found && !isFunc
	})
	return found
}

var (
	goQuery       = lazy.Regexp(`^(Query|QueryRow|Exec|Raw|QueryContext|QueryRowContext|ExecContext|Select|Get|Queryx|MustExec)$`)
	goFromRequest = lazy.Regexp(`\b(?:r|req|request)\.(?:URL\.Query\(\)|FormValue\(|PostFormValue\(|PathValue\(|Header\.Get\()|\bc\.(?:Param|Query|QueryParam|FormValue|PostForm)\(|\bchi\.URLParam\(`)
	goSQL         = lazy.Regexp(`(?is)^\s*(select|insert|update|delete|with)\s`)
)

func (s goSights) call(n *ast.CallExpr) {
	pkg, name, _ := s.f.Callee(n.Fun)
	switch {
	case pkg == "fmt" && (name == "Println" || name == "Printf" || name == "Print") && !s.talks():
		s.note("logging.console", s.f.At(n), "fmt.%s beside the logger", name)
	case pkg == "net/http" && name == "Error" && len(n.Args) == 3 && strings.HasSuffix(s.f.Source(n.Args[1]), "err.Error()") && isServerFault(s.f.Source(n.Args[2])):
		s.note("errors.leaks-message", s.f.At(n), "the text of a failure is sent to whoever asks")
	case pkg == "database/sql" && name == "Open":
		s.note("performance.pool-bounded", s.f.At(n), "sql.Open without SetMaxOpenConns: connections have no bound")
	case (pkg == "crypto/md5" || pkg == "crypto/sha1" || pkg == "crypto/sha256" || pkg == "crypto/sha512") && strings.HasPrefix(name, "Sum") && len(n.Args) == 1:
		if inner, ok := n.Args[0].(*ast.CallExpr); ok && len(inner.Args) == 1 && passwordName().MatchString(lastOf(inner.Args[0])) {
			s.note("auth.password-hash", s.f.At(n), "%s goes through a hash that is made to be fast", lastOf(inner.Args[0]))
		}
	case pkg == "net/http" && name == "Redirect" && len(n.Args) == 4 && goWholly(s.f.Source(n.Args[2])):
		s.note("validation.redirect", s.f.At(n), "the address comes from the request: %s", s.f.Source(n.Args[2]))
	}
	sel, ok := n.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	s.given(n, sel)
	s.signs(n, sel)
	if sel.Sel.Name == "SetMaxOpenConns" {
		s.fine("performance.pool-bounded", s.f.At(n), "SetMaxOpenConns")
	}
	if pkg == "" && goQuery().MatchString(sel.Sel.Name) {
		s.query(n)
	}
	if stack.LetsEverySiteIn(pkg, name) {
		s.note("security-headers.cors-any", s.f.At(n), "any site may read answers")
	}
}

var commandLine = lazy.Regexp(`(^|/)(cli|cmd|commands?|tools?|scripts?|internal/cmd)/`)

// talks tells whether a file talks to whoever started it at a terminal: what it prints is no log.
func (s goSights) talks() bool {
	for _, imported := range s.f.Tree.Imports {
		if path := strings.Trim(imported.Path.Value, `"`); path == "flag" || path == "golang.org/x/term" || strings.HasPrefix(path, "github.com/spf13/cobra") || strings.HasPrefix(path, "github.com/urfave/cli") {
			return true
		}
	}
	return s.f.Pkg.Name == "main" || commandLine().MatchString(s.f.Path)
}

var (
	goLogs    = lazy.Regexp(`^(Print|Printf|Println|Fatal|Fatalf|Panicf?|Debug|Info|Warn|Error|Debugf|Infof|Warnf|Errorf|DebugContext|InfoContext|WarnContext|ErrorContext|Infow|Errorw|Msgf|Str|Any)$`)
	goAnswers = lazy.Regexp(`^(Write|WriteString|Fprint|Fprintf|Fprintln|JSON|String|Data|HTML)$`)
	goLoggers = lazy.Regexp(`(?i)^(log|logger|slog|l|zap|sugar|logrus|zerolog|zlog)$`)
)

// given looks at what a log or an answer is given.
func (s goSights) given(n *ast.CallExpr, sel *ast.SelectorExpr) {
	logs := goLogs().MatchString(sel.Sel.Name) && goLoggers().MatchString(lastOf(sel.X))
	answers := goAnswers().MatchString(sel.Sel.Name) || s.f.Is(n.Fun, "net/http", "Error")
	for _, arg := range n.Args {
		if name := lastOf(arg); logs && passwordName().MatchString(name) && !isText(arg) {
			s.note("logging.secrets", s.f.At(arg), "%s is logged", name)
		}
		if answers && s.calls(arg, "runtime/debug", "Stack") {
			s.note("errors.leaks-stack", s.f.At(arg), "debug.Stack() is sent to whoever asks")
		}
	}
}

func isText(e ast.Expr) bool {
	_, ok := e.(*ast.BasicLit)
	return ok
}

// calls tells whether an expression calls a function.
func (s goSights) calls(e ast.Expr, pkg, name string) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		found = found || ok && s.f.Is(call.Fun, pkg, name)
		return !found
	})
	return found
}

func isServerFault(status string) bool {
	return strings.HasPrefix(status, "5") || strings.HasSuffix(status, "StatusInternalServerError") || strings.HasSuffix(status, "StatusBadGateway")
}

func goWholly(text string) bool {
	at := goFromRequest().FindStringIndex(text)
	return at != nil && at[0] == 0
}

// query looks at the text of a statement that is put together.
func (s goSights) query(n *ast.CallExpr) {
	for _, arg := range n.Args {
		var parts []ast.Expr
		switch arg := arg.(type) {
		case *ast.BinaryExpr:
			if arg.Op == token.ADD {
				parts = []ast.Expr{leftmost(arg), arg}
			}
		case *ast.CallExpr:
			if s.f.Is(arg.Fun, "fmt", "Sprintf") && len(arg.Args) > 1 {
				parts = append([]ast.Expr{arg.Args[0]}, arg.Args[1:]...)
			}
		}
		if len(parts) == 0 {
			continue
		}
		text, ok := golang.Literal(parts[0])
		if !ok || !goSQL().MatchString(text) {
			continue
		}
		for _, p := range parts[1:] {
			if goFromRequest().MatchString(s.f.Source(p)) {
				s.note("validation.sql-injection", s.f.At(n), "what a client sends is put into the text of a statement")
				return
			}
		}
	}
}

func leftmost(e ast.Expr) ast.Expr {
	for {
		b, ok := e.(*ast.BinaryExpr)
		if !ok {
			return e
		}
		e = b.X
	}
}
