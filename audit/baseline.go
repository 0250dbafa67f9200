package audit

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// header is the first line of a baseline.
const header = "# Findings of scaffold audit that were there already. A run with --baseline fails on others only.\n"

// Baseline returns the open findings as text, one fingerprint a line, sorted.
func (r *Report) Baseline() []byte {
	seen := map[string]bool{}
	for _, f := range r.Findings {
		if f.Open() {
			seen[f.Fingerprint()] = true
		}
	}
	lines := slices.Sorted(keys(seen))
	if len(lines) == 0 {
		return []byte(header)
	}
	return []byte(header + strings.Join(lines, "\n") + "\n")
}

// Against marks the open findings that a baseline has, and returns how many it has not.
func (r *Report) Against(baseline []byte) int {
	known := map[string]bool{}
	for line := range strings.Lines(string(baseline)) {
		known[strings.TrimSpace(line)] = true
	}
	fresh := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Known = f.Open() && known[f.Fingerprint()]
		if f.Open() && !f.Known {
			fresh++
		}
	}
	return fresh
}

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
