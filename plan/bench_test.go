package plan

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// twenty is a run of the size that a gap or a preset has: new files and edits.
func twenty(b *testing.B) (string, []Change) {
	dir := b.TempDir()
	must(b, os.Mkdir(filepath.Join(dir, ".git"), 0o755))
	text := strings.Repeat("a line of some length, as code has\n", 120)
	change := gap("bench")
	for i := range 20 {
		name := fmt.Sprintf("src/%d/file%d.ts", i/2%4, i)
		if i%2 == 0 {
			put(b, dir, map[string]string{name: text})
			change.Edits = append(change.Edits, gap("", name, appended{"more\n", ""}).Edits...)
			continue
		}
		change.Edits = append(change.Edits, gap("", name, created(text)).Edits...)
	}
	return dir, []Change{change}
}

func BenchmarkApply20(b *testing.B) {
	dir, changes := twenty(b)
	for b.Loop() {
		applied(b, dir, changes...)
		b.StopTimer()
		undone(b, dir)
		b.StartTimer()
	}
}

func BenchmarkUndo20(b *testing.B) {
	dir, changes := twenty(b)
	for b.Loop() {
		b.StopTimer()
		applied(b, dir, changes...)
		b.StartTimer()
		undone(b, dir)
	}
}

func BenchmarkApply1000(b *testing.B) {
	dir, changes := many(b, 1000)
	for b.Loop() {
		applied(b, dir, changes...)
		b.StopTimer()
		undone(b, dir)
		b.StartTimer()
	}
}

// BenchmarkPlainWrite20 is the floor: the same bytes without any safety.
func BenchmarkPlainWrite20(b *testing.B) {
	dir, changes := twenty(b)
	p := plan(b, open(b, dir, nil), changes...)
	for b.Loop() {
		for _, file := range p.Files {
			must(b, os.WriteFile(filepath.Join(dir, file.Path), file.After, 0o644))
		}
	}
}

// BenchmarkJournal20 is a journal written plainly: each text backed up, staged and synced one after the other.
func BenchmarkJournal20(b *testing.B) {
	dir, changes := twenty(b)
	p := plan(b, open(b, dir, nil), changes...)
	synced := func(name string, text []byte) {
		file, err := os.Create(name)
		must(b, err)
		_, err = file.Write(text)
		must(b, err)
		must(b, file.Sync())
		must(b, file.Close())
	}
	for b.Loop() {
		for i, file := range p.Files {
			synced(filepath.Join(dir, ".git", fmt.Sprint(i)), file.Before)
		}
		for _, file := range p.Files {
			synced(filepath.Join(dir, file.Path+".tmp"), file.After)
		}
		synced(filepath.Join(dir, ".git/mark"), nil)
		for _, file := range p.Files {
			must(b, os.Rename(filepath.Join(dir, file.Path+".tmp"), filepath.Join(dir, file.Path)))
		}
		must(b, os.Remove(filepath.Join(dir, ".git/mark")))
	}
}

func BenchmarkPlanAndDiff1000(b *testing.B) {
	dir, changes := many(b, 1000)
	for b.Loop() {
		p := plan(b, open(b, dir, nil), changes...)
		if len(p.Diff()) == 0 {
			b.Fatal("no diff")
		}
	}
}
