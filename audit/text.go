package audit

import (
	"fmt"
	"strings"
)

// Look is how the text for a terminal is dressed.
type Look struct {
	Paint   func(kind, text string) string // kinds: bold, dim, good, bad
	Verbose bool                           // what passes and what does not apply, too
}

// Text returns the report for a terminal. Lines are wrapped by whoever prints them.
func (r *Report) Text(look Look) string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("%s", look.Paint("bold", r.Status))
	for _, l := range r.Levels {
		mark, kind := "no ", "bad"
		if l.Reached {
			mark, kind = "yes", "good"
		}
		text := string(l.Level)
		if !l.Reached {
			text += look.Paint("dim", ", "+count(l.Missing, "finding")+" in the way")
		}
		line("  %s  %s", look.Paint(kind, mark), text)
	}
	for _, severity := range severities {
		r.section(line, look, severity)
	}
	r.order(line, look)
	if look.Verbose {
		for _, status := range []Status{Pass, NotApplicable, Unknown} {
			r.rest(line, look, status)
		}
	}
	r.decided(line, look)
	r.begin(line, look)
	return out.String()
}

func (r *Report) section(line func(string, ...any), look Look, severity Severity) {
	open := r.open(severity)
	if len(open) == 0 {
		return
	}
	line("\n%s", look.Paint("bold", strings.ToUpper(string(severity[0]))+string(severity[1:])+" ("+fmt.Sprint(len(open))+")"))
	fix := ""
	for _, f := range open {
		line("  %s  %s%s", f.at(), look.Paint("bold", f.Check), look.Paint("dim", known(f)))
		line("      %s", f.sentence())
		if f.Fix != "" && f.Fix != fix {
			line("      %s", look.Paint("dim", f.Fix))
			fix = f.Fix
		}
	}
}

// order is the table of the gaps that are not closed, by what to do first.
func (r *Report) order(line func(string, ...any), look Look) {
	width := 0
	for _, gap := range r.Gaps {
		width = max(width, len(gap.Title))
	}
	headed := false
	for _, severity := range severities {
		for _, gap := range r.Gaps {
			if gap.Severity != severity || gap.Open == 0 {
				continue
			}
			if !headed {
				line("\n%s", look.Paint("bold", "What to close first"))
				headed = true
			}
			line("  %-*s  %-8s  %3d %% there, %d lacking, %s", width, gap.Title, gap.Severity, gap.Score, gap.Open, worth(gap.Minutes))
		}
	}
}

func known(f Finding) string {
	if f.Known {
		return "  in the baseline"
	}
	return ""
}

// sentence says what is lacking.
func (f Finding) sentence() string {
	switch {
	case f.Status == Partial:
		return "in part: " + f.Evidence + "; " + f.Why
	case f.Why != "":
		return f.Why
	}
	return "lacking: " + f.Title
}

// seen is what is said beside the title, "" where that says it all.
func (f Finding) seen() string {
	if f.Status == Fail && f.Why == "" {
		return ""
	}
	return f.sentence()
}

func (f Finding) at() string {
	at := f.At.String()
	if key := strings.TrimSpace(strings.TrimPrefix(f.Key, f.At.Path)); key != "" {
		at += " " + key
	}
	return at
}

// String returns path:line.
func (p Place) String() string {
	if p.Line == 0 {
		return p.Path
	}
	return fmt.Sprintf("%s:%d", p.Path, p.Line)
}

func (r *Report) rest(line func(string, ...any), look Look, status Status) {
	titles := map[Status]string{Pass: "Passed", NotApplicable: "Not applicable", Unknown: "Not known"}
	found := r.with(status)
	if len(found) == 0 {
		return
	}
	line("\n%s", look.Paint("bold", titles[status]+" ("+fmt.Sprint(len(found))+")"))
	for _, f := range found {
		tells := f.Evidence
		if status != Pass {
			tells = f.Why
		}
		line("  %s  %s", strings.TrimSpace(f.Check+"  "+f.at()), look.Paint("dim", tells))
	}
}

func (r *Report) with(status Status) []Finding {
	var found []Finding
	for _, f := range r.Findings {
		if f.Status == status {
			found = append(found, f)
		}
	}
	return found
}

// open returns the open findings of a severity.
func (r *Report) open(severity Severity) []Finding {
	var found []Finding
	for _, f := range r.Findings {
		if f.Open() && f.Severity == severity {
			found = append(found, f)
		}
	}
	return found
}

// decided says what the policy took out, and which of its waivers are of no use any more.
func (r *Report) decided(line func(string, ...any), look Look) {
	for _, f := range r.Findings {
		if f.Waived != nil {
			line("\n%s %s until %s: %s (%s)", look.Paint("dim", "waived:"), f.Check, f.Waived.Until, f.Waived.Reason, f.Waived.Owner)
		}
	}
	for _, w := range r.Stale {
		line("\n%s the waiver of %s by %s: %s", look.Paint("bad", "stale:"), w.Check, w.Owner, w.Stale)
	}
	for _, note := range r.Notes {
		line("\n%s", look.Paint("dim", note))
	}
}

// begin names the command to begin with: that of the gravest finding.
func (r *Report) begin(line func(string, ...any), look Look) {
	for _, severity := range severities {
		for _, f := range r.open(severity) {
			if f.Fix != "" && !f.Known {
				line("\n%s\n  %s", look.Paint("bold", "Begin with"), f.Fix)
				return
			}
		}
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
