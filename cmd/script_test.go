package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScript runs testdata/script. Beside the commands of testscript a script has
//
//	service [DIR]               a small Express service, committed
//	commit [DIR]                make a repository of a folder and commit all of it
//	exit CODE scaffold ARG...   run, and expect the exit code
//	errors N                    the last run printed so many lines of errors
//	json [PATH=VALUE]...        the last run printed one document and nothing else, with these values in it
//	remember [DIR]              keep the state of a folder
//	unchanged [DIR]             every byte, mode and link of it is as it was remembered
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../testdata/script",
		UpdateScripts:       *update,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, hermetic...)
			e.Vars = append(e.Vars, "HOME="+e.WorkDir, "TERM=xterm-256color")
			program, err := exec.LookPath("scaffold")
			if err != nil {
				return err
			}
			e.Vars = append(e.Vars, "SCAFFOLD="+program)
			e.Values["states"] = map[string]map[string]string{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"service": func(ts *testscript.TestScript, _ bool, args []string) {
				dir := ts.MkAbs(folderOf(args))
				ts.Check(os.MkdirAll(dir, 0o777))
				ts.Check(service(dir))
			},
			"commit":    func(ts *testscript.TestScript, _ bool, args []string) { ts.Check(commit(ts.MkAbs(folderOf(args)))) },
			"exit":      exit,
			"errors":    countErrors,
			"json":      oneDocument,
			"remember":  remember,
			"unchanged": unchanged,
		},
	})
}

func folderOf(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

func exit(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended):
		got = ended.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit %d, want %d", got, want)
	}
}

func countErrors(ts *testscript.TestScript, _ bool, args []string) {
	var lines []string
	for line := range strings.Lines(ts.ReadFile("stderr")) {
		if !strings.HasPrefix(line, "note: ") {
			lines = append(lines, line)
		}
	}
	if fmt.Sprint(len(lines)) != args[0] {
		ts.Fatalf("%d lines of errors:\n%s", len(lines), strings.Join(lines, ""))
	}
}

func oneDocument(ts *testscript.TestScript, _ bool, args []string) {
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	var doc any
	ts.Check(dec.Decode(&doc))
	if dec.More() {
		ts.Fatalf("more than one document")
	}
	for _, arg := range args {
		path, want, _ := strings.Cut(arg, "=")
		if got := fmt.Sprint(at(doc, path)); got != want {
			ts.Fatalf("%s is %s, want %s", path, got, want)
		}
	}
}

// at follows a path of keys and numbers into a document; count at the end counts.
func at(doc any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		switch value := doc.(type) {
		case map[string]any:
			doc = value[key]
		case []any:
			if key == "count" {
				return len(value)
			}
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(value) {
				return nil
			}
			doc = value[i]
		default:
			return nil
		}
	}
	return doc
}

func remember(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(folderOf(args))
	state, err := snapshot(dir)
	ts.Check(err)
	ts.Value("states").(map[string]map[string]string)[dir] = state
}

func unchanged(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(folderOf(args))
	before := ts.Value("states").(map[string]map[string]string)[dir]
	after, err := snapshot(dir)
	ts.Check(err)
	for _, name := range differing(before, after) {
		ts.Fatalf("%s is not as it was", name)
	}
}

// differing returns the paths that two states do not have in common, sorted.
func differing(before, after map[string]string) []string {
	var names []string
	for name := range after {
		if _, there := before[name]; !there {
			names = append(names, name)
		}
	}
	for name, was := range before {
		if now, there := after[name]; !there || now != was {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// TestDiffering sees that the comparison which the scripts rely on can fail.
func TestDiffering(t *testing.T) {
	before := map[string]string{"a": "1", "b": "1"}
	after := maps.Clone(before)
	after["b"], after["c"] = "2", "1"
	delete(after, "a")
	if got := strings.Join(differing(before, after), " "); got != "a b c" {
		t.Errorf("got %q", got)
	}
}
