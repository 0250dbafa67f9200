//go:build linux

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		of   []float64
		want float64
	}{
		{nil, 0},
		{[]float64{7}, 7},
		{[]float64{9, 1, 5}, 5},
		{[]float64{4, 1, 3, 2}, 2.5},
	} {
		given := slices.Clone(c.of)
		if got := median(c.of); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.of, got, c.want)
		}
		if !slices.Equal(given, c.of) {
			t.Errorf("median put %v in another order: %v", given, c.of)
		}
	}
}

// TestRatiosArePaired: a round in which the machine was busy slows both, so the median of the ratios stays, while the
// ratio of the medians would not.
func TestRatiosArePaired(t *testing.T) {
	r := goal{metric: wall, ours: "a", reference: "b", must: 0.5}.judge(results{
		"a": samples(10, 50, 20), "b": samples(20, 100, 40),
	})
	if r.ratio != 0.5 || r.own != 20 || r.other != 40 || !r.held() {
		t.Errorf("got %+v", r)
	}
	r = goal{metric: wall, ours: "a", reference: "b", must: 0.5}.judge(results{
		"a": samples(10, 20, 30), "b": samples(10, 100, 20),
	})
	if r.ratio != 1 || r.held() {
		t.Errorf("the median of 1, 0.2 and 1.5 is 1, got %+v", r)
	}
}

func TestDifferenceIsTakenRoundByRound(t *testing.T) {
	r := goal{metric: wall, ours: "large", less: "small", reference: "status", must: 1.5}.judge(results{
		"large": samples(110, 300, 130), "small": samples(100, 280, 100), "status": samples(10, 10, 10),
	})
	if r.own != 20 || r.ratio != 2 || r.held() {
		t.Errorf("got %+v", r)
	}
}

func TestLimitsAreHeldOrNot(t *testing.T) {
	for _, c := range []struct {
		name string
		row  row
		held bool
	}{
		{"at the limit", row{goal: goal{must: 100}, own: 100}, true},
		{"above the limit", row{goal: goal{must: 100}, own: 101}, false},
		{"ratio at the limit", row{goal: goal{must: 2, reference: "x"}, own: 900, ratio: 2}, true},
		{"ratio above the limit", row{goal: goal{must: 2, reference: "x"}, own: 1, ratio: 2.01}, false},
		{"only shown", row{goal: goal{reference: "x"}, ratio: 50}, true},
	} {
		if c.row.held() != c.held {
			t.Errorf("%s: held is %v", c.name, c.row.held())
		}
	}
}

func TestTableSaysWhatIsMissed(t *testing.T) {
	rows := []row{
		{goal: goal{id: "P1", metric: cpu, reference: "node", must: 0.5}, own: 5, other: 50, ratio: 0.1},
		{goal: goal{id: "P16", metric: wall, must: 100}, own: 250},
	}
	var out strings.Builder
	if printTable(&out, rows, 11) {
		t.Error("a missed goal is held to be held")
	}
	for _, part := range []string{
		"| P1 |  | cpu | 5.0 ms | node | 50.0 ms | 0.10 | ≤ 0.50 | yes |",
		"| P16 |  | wall | 250 ms | the limit |  |  | ≤ 100 ms | **no** |",
		"1 of 2 goals are missed",
	} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("%q is missing in\n%s", part, out.String())
		}
	}
	if out.Reset(); !printTable(&out, rows[:1], 11) {
		t.Error("all goals are held, and yet not")
	}
}

// TestInputsStayTheSame: figures of two versions can be compared only on the same inputs.
func TestInputsStayTheSame(t *testing.T) {
	before, after := modules(codemodModules)
	for _, c := range []struct {
		name         string
		tree         tree
		files, least int
		want         string
	}{
		{"modules", before, 1000, 2_000_000, "69e1477867b5"},
		{"patched modules", after, 1000, 2_000_000, "7072550d5b6b"},
		{"large checkout", largeCheckout(), 27_000, 38_000_000, "adea3eaa446d"},
		{"service", service(routers), 12, 5_000, "d4ced7c83e5c"},
	} {
		if got := digest(c.tree); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if len(c.tree) < c.files || c.tree.bytes() < c.least {
			t.Errorf("%s: %d files of %d bytes", c.name, len(c.tree), c.tree.bytes())
		}
	}
	if n := len(longSource(longStatements)); n < 6_000_000 {
		t.Errorf("the long file has %d bytes", n)
	}
}

// TestPeersWriteWhatInitWrites: each tool renders templates of its own spelling to the same files.
func TestPeersWriteWhatInitWrites(t *testing.T) {
	files := generated(initFiles, 80_000)
	want := filled(files)
	if n := want.bytes(); math.Abs(float64(n-80_000)) > 800 || len(want) != initFiles {
		t.Errorf("%d files of %d bytes", len(want), n)
	}
	for name, text := range floorTemplates(files) {
		text = strings.NewReplacer("{{.Name}}", nameValue, "{{.Port}}", portValue).Replace(text)
		if text != want[strings.TrimPrefix(name, "floor/")] {
			t.Errorf("%s renders to another text", name)
		}
	}
}

func TestPatchedDiffersByTwoLines(t *testing.T) {
	text := module(17)
	if got := len(patched(text)) - len(text); got != len(addedImport)+len(addedUse) {
		t.Errorf("%d bytes more", got)
	}
}

func samples(milliseconds ...int) []sample {
	var all []sample
	for _, n := range milliseconds {
		all = append(all, sample{Wall: time.Duration(n) * time.Millisecond})
	}
	return all
}

func digest(t tree) string {
	sum := sha256.New()
	var names []string
	for name := range t {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(sum, "%s\n%s\n", name, t[name])
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}
