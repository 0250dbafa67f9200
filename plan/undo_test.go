package plan

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scaffold/patcher"
)

func TestH11UndoOfNothing(t *testing.T) {
	dir := repository(t, map[string]string{"x": ""})
	before := tree(t, dir)
	p, err := open(t, dir, nil).Undo()
	must(t, err)
	if !p.Empty() || p.TakesBack() != "" {
		t.Errorf("got %v", p)
	}
	must(t, open(t, dir, nil).Apply(context.Background(), p, "undo"))
	sameTree(t, "nothing to undo", dir, before)
}

func TestH11UndoStepsBackRunByRun(t *testing.T) {
	dir := build(t)
	states := []map[string]string{tree(t, dir)}
	for i := range 3 {
		applied(t, dir, gap("g", "src/app.ts", appended{fmt.Sprintf("line %d\n", i), ""}, fmt.Sprintf("new/deep/%d.ts", i), created("x")))
		states = append(states, tree(t, dir))
	}
	for i := 2; i >= 0; i-- {
		p, err := open(t, dir, nil).Undo()
		must(t, err)
		if p.TakesBack() != "add test" || !strings.Contains(string(p.Diff()), "# take back add test") {
			t.Errorf("takes back %q\n%s", p.TakesBack(), p.Diff())
		}
		must(t, open(t, dir, nil).Apply(context.Background(), p, "undo"))
		sameTree(t, fmt.Sprintf("undo of run %d", i), dir, states[i])
	}
	p, err := open(t, dir, nil).Undo()
	must(t, err)
	if !p.Empty() {
		t.Error("there is more to undo")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".git/scaffold", runPrefix+"*")); len(left) > 0 {
		t.Errorf("the journal still holds %v", left)
	}
	applied(t, dir, gap("g", "src/app.ts", appended{"again\n", ""}))
	undone(t, dir)
	sameTree(t, "again", dir, states[0])
}

func TestH11UndoRefusesWhatWasTouched(t *testing.T) {
	touch := map[string]func(t *testing.T, dir string){
		"src/app.ts: was changed": func(t *testing.T, dir string) { put(t, dir, map[string]string{"src/app.ts": "mine"}) },
		"src/health.ts: was removed": func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, "src/health.ts")))
		},
		"src/health.ts: is a folder": func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, "src/health.ts")))
			must(t, os.Mkdir(filepath.Join(dir, "src/health.ts"), 0o755))
		},
	}
	for words, do := range touch {
		t.Run(words, func(t *testing.T) {
			dir := build(t)
			applied(t, dir, sceneChanges()...)
			do(t, dir)
			moved := tree(t, dir)
			_, err := open(t, dir, nil).Undo()
			refused(t, err, patcher.Conflict, words)
			sameTree(t, "refused", dir, moved)
		})
	}
}

func TestH11UndoNamesAllThatWasTouched(t *testing.T) {
	dir := build(t)
	applied(t, dir, sceneChanges()...)
	put(t, dir, map[string]string{"src/app.ts": "mine", "package.json": "mine"})
	_, err := open(t, dir, nil).Undo()
	refused(t, err, patcher.Conflict, "src/app.ts", "package.json")
	if lines := strings.Count(err.Error(), "\n") + 1; lines != 2 {
		t.Errorf("%d lines: %v", lines, err)
	}
}

func TestUndoTouchedBetweenPlanAndApply(t *testing.T) {
	dir := build(t)
	applied(t, dir, sceneChanges()...)
	p, err := open(t, dir, nil).Undo()
	must(t, err)
	put(t, dir, map[string]string{"src/app.ts": "mine"})
	moved := tree(t, dir)
	refused(t, open(t, dir, nil).Apply(context.Background(), p, "undo"), patcher.Conflict, "src/app.ts")
	sameTree(t, "refused", dir, moved)

	put(t, dir, map[string]string{"src/app.ts": string(p.Files[5].Before)})
	applied(t, dir, gap("other", "other.ts", created("x")))
	refused(t, open(t, dir, nil).Apply(context.Background(), p, "undo"), patcher.Conflict, "another run")
}

func TestG6UndoKeepsAFilledInValue(t *testing.T) {
	dir := repository(t, map[string]string{".env": "A=1\n"})
	applied(t, dir, gap("env", ".env", appended{"KEY=\n", ""}))
	put(t, dir, map[string]string{".env": "A=1\nKEY=mine\n"})
	_, err := open(t, dir, nil).Undo()
	refused(t, err, patcher.Conflict, ".env")
	if strings.Contains(err.Error(), "mine") {
		t.Error("the value is told")
	}
}

func TestUndoKeepsFoldersWithOthersFiles(t *testing.T) {
	dir := repository(t, map[string]string{"x": ""})
	applied(t, dir, gap("g", "new/deep/a.ts", created("a")))
	put(t, dir, map[string]string{"new/mine.ts": "mine"})
	undone(t, dir)
	got := tree(t, dir)
	if got["new/mine.ts"] == "" || got["new/deep"] != "" {
		t.Errorf("left: %v", got)
	}
}

func TestUndoKeepsAChangedMode(t *testing.T) {
	dir := repository(t, map[string]string{"x": "a"})
	applied(t, dir, gap("g", "x", appended{"b", ""}))
	must(t, os.Chmod(filepath.Join(dir, "x"), 0o755))
	undone(t, dir)
	if got := tree(t, dir)["x"]; got != "-rwxr-xr-x a" {
		t.Errorf("got %s", got)
	}
}

func TestJournalKeepsTwentyRuns(t *testing.T) {
	dir := repository(t, map[string]string{"x": ""})
	for i := range keptRuns + 5 {
		applied(t, dir, gap("g", "x", appended{fmt.Sprintf("line %d\n", i), ""}))
	}
	for range keptRuns {
		undone(t, dir)
	}
	p, err := open(t, dir, nil).Undo()
	must(t, err)
	text, err := os.ReadFile(filepath.Join(dir, "x"))
	must(t, err)
	if !p.Empty() || strings.Count(string(text), "\n") != 5 {
		t.Errorf("left: %q, and %d files to undo", text, len(p.Files))
	}
}

func TestH13DamagedRun(t *testing.T) {
	dir := build(t)
	applied(t, dir, sceneChanges()...)
	after := tree(t, dir)
	name := filepath.Join(dir, ".git/scaffold", runName(1))
	must(t, os.Truncate(name, 300))
	_, err := open(t, dir, nil).Undo()
	refused(t, err, patcher.RecoveryNeeded, runName(1), "damaged")
	sameTree(t, "damaged", dir, after)
	applied(t, dir, gap("other", "other.ts", created("x"))) // a new run is not in its way
}
