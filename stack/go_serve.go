package stack

import (
	"go/ast"
	"go/format"
	"go/token"
	"maps"
	"slices"
	"strings"

	"scaffold/patcher"
	"scaffold/patcher/gosrc"
	"scaffold/stack/golang"
)

// goServe puts the created functions in the place of the calls that start to listen. They are known by their number
// among the function's calls that are named like a start, which stays the same when one takes the place of another.
type goServe struct {
	fn    string
	pkg   string
	taken []string
	calls map[int]served
}

// served says what stands behind a starting call.
type served struct {
	kind startKind
	// server is the argument that Serve takes: the server with & or the embedded field where needed.
	server string
}

func (s goServe) String() string { return "listen with graceful shutdown" }

// Apply finds the calls and replaces them.
func (s goServe) Apply(src []byte) ([]byte, error) { return gosrc.Rewrite(src, s.place) }

func (s goServe) place(f *gosrc.File) error {
	pkg := gosrc.Base(s.pkg)
	paste := "if err := " + pkg + ".ListenAndServe(addr, handler); err != nil {\n\tlog.Fatal(err)\n}"
	fn := f.Func(s.fn)
	if fn == nil {
		return f.Problem(f.AST.Name, "the function "+s.fn+" that started the server is gone", "replace the call by hand", paste)
	}
	imports := gosrc.Imports(f.AST)
	calls := startNames(fn)
	for _, i := range slices.Sorted(maps.Keys(s.calls)) {
		if i >= len(calls) {
			return f.Problem(fn, "the server is not started in "+s.fn+" any more", "replace the call by hand", paste)
		}
		if p, _, ok := golang.Callee(imports, calls[i].Fun); ok && p == s.pkg {
			continue
		}
		pkg, err := f.Use(s.pkg, calls[i], s.taken...)
		if err != nil {
			return err
		}
		if err := s.replace(f, fn, calls[i], s.calls[i], pkg); err != nil {
			return err
		}
	}
	return nil
}

// startNames returns the calls of the function that are named like one that starts a server.
func startNames(fn *ast.FuncDecl) []*ast.CallExpr {
	var list []*ast.CallExpr
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if name := methodName(call); httpStarts[name]+ginRuns[name]+echoStarts[name] != noStart {
				list = append(list, call)
			}
		}
		return true
	})
	return list
}

// replace writes the new call in the place of the old one, and a test of its error where the old one's never came
// back without an error and the new one's does.
func (s goServe) replace(f *gosrc.File, fn *ast.FuncDecl, call *ast.CallExpr, to served, pkg string) error {
	code, err := to.code(f, call, pkg)
	if err != nil {
		return err
	}
	if formatted, err := format.Source([]byte(code)); err == nil && !strings.Contains(code, "\n") {
		code = string(formatted) // an argument more can change the spaces within the others
	}
	paste := "if err := " + code + "; err != nil {\n\tlog.Fatal(err)\n}"
	if bad := closedOnly(fn); bad != nil {
		return f.Problem(bad, "the error is only compared with http.ErrServerClosed, and would be nil after a clean stop",
			"test for nil as well, then replace the call", paste)
	}
	list, i := gosrc.List(fn, call)
	switch stmt := list[i].(type) {
	case *ast.ExprStmt:
		return s.dropped(f, stmt, call, code, paste)
	case *ast.AssignStmt, *ast.ReturnStmt, *ast.IfStmt, *ast.DeclStmt, *ast.SwitchStmt:
		f.Replace(call, code)
		return nil
	default:
		return f.Problem(call, "the server is started in a way that does not wait for it", "wait for it in main", paste)
	}
}

// dropped handles a start that is a statement, or an argument of one: log.Fatal(http.ListenAndServe(addr, h)).
func (s goServe) dropped(f *gosrc.File, stmt *ast.ExprStmt, call *ast.CallExpr, code, paste string) error {
	tabs := f.Indent(stmt)
	var inner string
	var err error
	if stmt.X == call {
		inner, err = s.fatal(f, call, paste)
	} else {
		inner, err = around(f, stmt, call, paste)
	}
	if err != nil {
		return err
	}
	f.Replace(stmt, "if err := "+code+"; err != nil {\n"+tabs+"\t"+inner+"\n"+tabs+"}")
	return nil
}

// around returns the statement with the call's error in the call's place.
func around(f *gosrc.File, s *ast.ExprStmt, call *ast.CallExpr, paste string) (string, error) {
	text := f.Source(s)
	from, to := f.Offset(call.Pos())-f.Offset(s.Pos()), f.Offset(call.End())-f.Offset(s.Pos())
	rest := text[:from] + text[to:]
	if usesErr(s, call) || strings.Contains(rest, "\n") {
		return "", f.Problem(call, "the start of the server is part of a longer statement", "take it apart by hand", paste)
	}
	return text[:from] + "err" + text[to:], nil
}

// usesErr tells whether the statement uses the name err outside of the call.
func usesErr(s ast.Stmt, call *ast.CallExpr) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		if n == call {
			return false
		}
		if id, ok := n.(*ast.Ident); ok && id.Name == "err" {
			found = true
		}
		return true
	})
	return found
}

// fatal is what to do with an error that the code dropped: the process would end, and so it still does.
func (s goServe) fatal(f *gosrc.File, at ast.Node, paste string) (string, error) {
	log, err := f.Use("log", at, s.taken...)
	if err != nil {
		return "", f.Problem(at, "the error of the server is dropped", "handle it", paste)
	}
	return log + ".Fatal(err)", nil
}

// code is the new call.
func (to served) code(f *gosrc.File, call *ast.CallExpr, pkg string) (string, error) {
	args := f.Source(call)[f.Offset(call.Lparen)+1-f.Offset(call.Pos()) : f.Offset(call.Rparen)-f.Offset(call.Pos())]
	receiver := ""
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		receiver = f.Source(sel.X)
	}
	plain := !call.Ellipsis.IsValid() && !strings.Contains(args, "\n")
	switch {
	case to.kind == listen:
		return pkg + ".ListenAndServe(" + args + ")", nil
	case to.kind == listenTLS:
		return pkg + ".ListenAndServeTLS(" + args + ")", nil
	case to.kind == serve:
		return pkg + ".Serve(" + to.server + ")", nil
	case to.kind == serveTLS && plain:
		return pkg + ".ServeTLS(" + to.server + ", " + args + ")", nil
	case to.kind == ginRun && len(call.Args) == 0:
		return pkg + ".ListenAndServe(" + pkg + ".Addr(), " + receiver + ")", nil
	case to.kind == ginRun && len(call.Args) == 1 && plain:
		return pkg + ".ListenAndServe(" + args + ", " + receiver + ")", nil
	case to.kind == ginRunTLS && plain:
		return pkg + ".ListenAndServeTLS(" + args + ", " + receiver + ")", nil
	case to.kind == echoStart && plain && !strings.Contains(string(f.Text), receiver+".Server."):
		return pkg + ".ListenAndServe(" + args + ", " + receiver + ")", nil
	case to.kind == echoStartTLS && plain && allStrings(call.Args[1:]):
		return pkg + ".ListenAndServeTLS(" + args + ", " + receiver + ")", nil
	}
	return "", f.Problem(call, "this way to start a server has no counterpart", "use an http.Server and serve it",
		"if err := "+pkg+".Serve(&http.Server{Addr: addr, Handler: handler}); err != nil {\n\tlog.Fatal(err)\n}")
}

func allStrings(list []ast.Expr) bool {
	for _, e := range list {
		if _, ok := golang.Literal(e); !ok {
			return false
		}
	}
	return true
}

// closedOnly returns a condition that tests an error against http.ErrServerClosed and not against nil.
func closedOnly(fn *ast.FuncDecl) ast.Node {
	var bad ast.Node
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		branch, ok := n.(*ast.IfStmt)
		if !ok {
			return true
		}
		if mentionsName(branch.Cond, "ErrServerClosed") && !mentionsName(branch.Cond, "nil") && negated(branch.Cond) {
			bad = branch.Cond
		}
		return true
	})
	return bad
}

// negated tells whether a condition holds when the error is another one than it names.
func negated(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			found = found || n.Op == token.NEQ
		case *ast.UnaryExpr:
			found = found || n.Op == token.NOT
		}
		return true
	})
	return found
}

func mentionsName(root ast.Node, name string) bool {
	found := false
	ast.Inspect(root, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			found = true
		}
		return !found
	})
	return found
}

// serveSeam places the graceful start.
func serveSeam(app *App, _ Code) ([]patcher.FileEdit, error) {
	s := siteOf(app)
	pkg := s.importPath()
	paste := "if err := " + gosrc.Base(pkg) + ".ListenAndServe(addr, handler); err != nil {\n\tlog.Fatal(err)\n}"
	if s.start == nil {
		return nil, &patcher.Problem{Kind: patcher.NotUnderstood, Path: s.program.Main.File.Path,
			What: "no call was found that starts to listen", Todo: "replace it by hand", Code: paste}
	}
	file := s.start.fn.File
	at := file.At(s.start.call)
	if s.start.spawned {
		return nil, &patcher.Problem{Kind: patcher.NotUnderstood, Path: at.Path, Line: at.Line,
			What: "the server runs in a goroutine, beside what main waits for", Todo: "start it in main, or stop it there on a signal", Code: paste}
	}
	if err := s.reaches(file, paste); err != nil {
		return nil, err
	}
	e := goServe{fn: s.start.fn.Key, pkg: pkg, taken: namesOf(file.Pkg), calls: map[int]served{}}
	for _, start := range s.starts {
		if start.fn.Decl == s.start.fn.Decl && !start.spawned && !isPlatformCall(s.program, start) {
			e.calls[slices.Index(startNames(start.fn.Decl), start.call)] = servedBy(s.program, start)
		}
	}
	if len(e.calls) == 0 {
		return nil, nil
	}
	return []patcher.FileEdit{{Path: file.Path, Edit: e}}, nil
}

// isPlatformCall tells whether the start is one of the created functions already.
func isPlatformCall(p *golang.Program, s *goStart) bool {
	pkg, _, ok := s.fn.File.Callee(s.call.Fun)
	return ok && isPlatform(p, s.fn.File, pkg)
}

// servedBy says how the start is replaced.
func servedBy(p *golang.Program, s *goStart) served {
	if s.server == nil {
		return served{kind: s.kind}
	}
	text := s.fn.File.Source(s.server)
	typ := p.TypeOf(s.fn, s.server, 0)
	if typ.File != nil { // a type of the program that embeds the server
		text += ".Server"
		typ = p.FieldType(typ, "Server")
	}
	if !typ.Ptr {
		text = "&" + text
	}
	return served{s.kind, text}
}
