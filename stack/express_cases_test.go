package stack

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
	"scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// placement is what a gap places, in the order that gaps are planned.
type placement struct {
	seam      Seam
	symbol    string
	dir, role string
	feature   Feature
}

var placements = []placement{
	{Startup, "HandleCrashes", "lib", "crash-handlers", CrashHandlers},
	{Context, "RequestId", "middleware", "request-id", RequestID},
	{Context, "RequestLogger", "middleware", "request-logger", RequestLog},
	{NotFound, "NotFound", "middleware", "not-found", NotFoundHandler},
	{Errors, "ErrorHandler", "middleware", "error-handler", ErrorHandler},
	{Headers, "SecurityHeaders", "middleware", "security", SecurityHeaders},
	{CORS, "CorsPolicy", "middleware", "cors", CORSPolicy},
	{Settings, "TrustProxy", "lib", "trust-proxy", ProxyTrust},
	{Limit, "RateLimit", "middleware", "rate-limit", RateLimiter},
	{Health, "Health", "middleware", "health", Readiness},
	{Serve, "GracefulShutdown", "lib", "graceful-shutdown", Shutdown},
	{Configuration, "", "config", "env", EnvValidation},
}

// TestExpressCases runs the trees in testdata/express. A case holds the files of a repository, and under want/ what is
// found and how each file reads once everything that is open was placed. -update writes what is wanted anew.
func TestExpressCases(t *testing.T) {
	files, err := filepath.Glob("testdata/express/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { runExpressCase(t, file) })
	}
}

func runExpressCase(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tree, want := map[string][]byte{}, map[string][]byte{}
	var kept []txtar.File
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "want/"); ok {
			want[name] = f.Data
			continue
		}
		tree[f.Name] = f.Data
		kept = append(kept, f)
	}
	got := placeAll(t, tree)
	if flag.Lookup("update").Value.String() == "true" {
		archive.Files = kept
		for _, name := range slices.Sorted(maps.Keys(got)) {
			archive.Files = append(archive.Files, txtar.File{Name: "want/" + name, Data: got[name]})
		}
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if !bytes.Equal(got[name], want[name]) {
			t.Errorf("%s\n--- want\n%s--- got\n%s", name, want[name], got[name])
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is wanted and did not change", name)
		}
	}
}

// placeAll places everything that is open in every app of a tree, under the laws of edits, and checks that a second run
// over the result has nothing to do. It returns the files that changed, and a summary.
func placeAll(t *testing.T, tree map[string][]byte) map[string][]byte {
	t.Helper()
	repo := openTree(t, tree)
	apps := expressApps(t, repo)
	var summary strings.Builder
	after := map[string][]byte{}
	created := map[string]string{} // path: symbol
	for _, app := range apps {
		summarise(&summary, repo, app)
		for _, pl := range placements {
			if _, there := app.Found[pl.feature]; there {
				continue
			}
			file := placeNode(app, File{Dir: pl.dir, Role: pl.role})
			if err := placeOne(t, repo, app, Code{Symbol: pl.symbol, File: file}, pl.seam, after); err != nil {
				fmt.Fprintf(&summary, "  refused %s: %v\n", cmp.Or(pl.symbol, pl.role), err)
				var p *patcher.Problem
				if errors.As(err, &p) {
					for _, line := range strings.Split(strings.TrimSpace(p.Code), "\n") {
						fmt.Fprintf(&summary, "    | %s\n", line)
					}
				}
				continue
			}
			created[file] = pl.symbol
		}
	}
	if len(apps) == 0 {
		summary.WriteString("no app\n")
	}
	for name := range after {
		if bytes.Equal(after[name], tree[name]) {
			delete(after, name)
		}
	}
	for name, text := range after {
		inOrder(t, name, string(text))
	}
	secondRun(t, tree, after, created)
	after["summary"] = []byte(summary.String())
	return after
}

func expressApps(t *testing.T, repo *source.Repo) []*App {
	t.Helper()
	apps, err := detectExpress(repo)
	if err != nil {
		t.Fatal(err)
	}
	for _, app := range apps {
		app.Framework, app.Language = Express, Node
	}
	return apps
}

// placeOne folds the edits of one placement, all of them or none.
func placeOne(t *testing.T, repo *source.Repo, app *App, code Code, seam Seam, after map[string][]byte) error {
	t.Helper()
	edits, err := Express.Seams[seam](app, code)
	if err != nil {
		return err
	}
	trial := map[string][]byte{}
	for _, e := range edits {
		src, ok := trial[e.Path]
		if !ok {
			if src, ok = after[e.Path]; !ok {
				src = repo.Read(e.Path)
			}
		}
		parses := func(text []byte) error {
			_, err := tssrc.Parse(nodejs.ParsedAs(e.Path), text)
			return err
		}
		var replaced []string // a server that is returned is given a name first
		for _, line := range strings.Split(string(src), "\n") {
			if seam == Serve && strings.Contains(line, "return ") && strings.Contains(line, ".listen(") {
				replaced = append(replaced, strings.TrimSpace(line))
			}
		}
		out, err := patchertest.Laws(t, e.Edit, src, parses, replaced...)
		if err != nil {
			return patcher.In(e.Path, err)
		}
		trial[e.Path] = out
	}
	for name, text := range trial {
		after[name] = text
	}
	return nil
}

// inOrder checks that what was placed in one file stands in the order that requests pass it, and that nothing is called
// before it is imported.
func inOrder(t *testing.T, name, text string) {
	t.Helper()
	last, above := -1, ""
	for _, symbol := range []string{"trustProxy", "requestId", "requestLogger", "securityHeaders", "health", "corsPolicy", "rateLimit", "notFound", "errorHandler"} {
		if symbol == "trustProxy" && strings.Contains(text, "\n  .use(") {
			continue // a setting stands behind the chain
		}
		at := regexp.MustCompile(`(use\(|\b)` + symbol + `(Middleware)?\((\)|app|this|api|probe)`).FindStringIndex(text)
		if at == nil {
			continue
		}
		if at[0] < last {
			t.Errorf("%s: %s stands above %s", name, symbol, above)
		}
		last, above = at[0], symbol
	}
	imported, called := strings.Index(text, "{ handleCrashes }"), strings.Index(text, "handleCrashes();")
	if called >= 0 && called < imported {
		t.Errorf("%s: handleCrashes is called before it is imported", name)
	}
}

// secondRun checks that placing everything again in the result changes nothing.
func secondRun(t *testing.T, tree, after map[string][]byte, created map[string]string) {
	t.Helper()
	result := map[string][]byte{}
	for name, text := range tree {
		result[name] = text
	}
	for name, text := range after {
		result[name] = text
	}
	for name, symbol := range created {
		spelled := cmp.Or(spellNode(symbol), "env")
		text := "export function " + spelled + "() {\n  return (req, res, next) => next();\n}\n"
		if strings.HasSuffix(name, "s") && bytes.Contains(anyText(tree), []byte("require(")) && path.Ext(name) == ".js" {
			text = "function " + spelled + "() {\n  return (req, res, next) => next();\n}\nmodule.exports = { " + spelled + " };\n"
		}
		result[name] = []byte(text)
	}
	repo := openTree(t, result)
	repo.Own(created)
	for _, app := range expressApps(t, repo) {
		for _, pl := range placements {
			file := placeNode(app, File{Dir: pl.dir, Role: pl.role})
			if _, ok := created[file]; !ok {
				continue
			}
			again := map[string][]byte{}
			if err := placeOne(t, repo, app, Code{Symbol: pl.symbol, File: file}, pl.seam, again); err != nil {
				t.Errorf("second run: %s: %v", pl.symbol, err)
			}
			for name, text := range again {
				if !bytes.Equal(text, result[name]) {
					t.Errorf("second run: placing %s changes %s:\n%s", pl.symbol, name, text)
				}
			}
		}
	}
}

func anyText(tree map[string][]byte) []byte {
	var all []byte
	for _, name := range slices.Sorted(maps.Keys(tree)) {
		if nodejs.IsSource(name) {
			all = append(all, tree[name]...)
		}
	}
	return all
}

// openTree writes the files and opens them as a repository.
func openTree(t *testing.T, tree map[string][]byte) *source.Repo {
	t.Helper()
	dir := t.TempDir()
	for name, text := range tree {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	return repo
}

// summarise writes what was found out about an app.
func summarise(b *strings.Builder, repo *source.Repo, app *App) {
	fmt.Fprintf(b, "app %s %q express %d at %s\n", app.Dir, app.Name, app.Major, app.At)
	for _, key := range []Key{Types, Modules, Runtime, Extension, Source, Entry, Manager, Workspace, TSConfig, Namespace, LogExport, Prisma} {
		if fact, ok := app.Facts[key]; ok {
			fmt.Fprintf(b, "  %s %q %s\n", key, fact.Value, fact.At)
		}
	}
	var found []string
	for f, v := range app.Found {
		line := fmt.Sprintf("  has %s %s by %s", f, v.At, v.By)
		if v.Lacks() != "" {
			line += "; " + v.Lacks()
		}
		found = append(found, line+"\n")
	}
	slices.Sort(found)
	b.WriteString(strings.Join(found, ""))
	for _, read := range readsNode(repo, app) {
		fmt.Fprintf(b, "  reads %s %q %s\n", read.Name, read.Default, read.At)
	}
}
