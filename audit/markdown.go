package audit

import (
	"cmp"
	"fmt"
	"strings"
)

// Markdown returns the report as a document: a gap analysis, with the evidence of each finding and the command that closes it.
func (r *Report) Markdown() string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("# Production readiness: %d %%\n", r.Score)
	line("%s.\n", r.Status)
	line("| Level | Reached | In the way |")
	line("| --- | --- | --- |")
	for _, l := range r.Levels {
		line("| %s | %s | %d |", l.Level, yesNo(l.Reached), l.Missing)
	}
	for _, severity := range severities {
		r.chapter(line, severity)
	}
	r.matrix(line)
	r.passed(line)
	for _, w := range r.Stale {
		line("\n> The waiver of `%s` by %s is stale: %s.", w.Check, cell(w.Owner), w.Stale)
	}
	for _, note := range r.Notes {
		line("\n> %s.", cell(note))
	}
	return out.String()
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// chapter has a section a gap, as the findings are closed gap by gap.
func (r *Report) chapter(line func(string, ...any), severity Severity) {
	open := r.open(severity)
	if len(open) == 0 {
		return
	}
	line("\n## %s: %s", heading(string(severity)), count(len(open), "finding"))
	for _, gap := range r.Gaps {
		of := inGap(open, gap.Gap)
		if len(of) == 0 {
			continue
		}
		line("\n### %s\n", gap.Title)
		line("%d %% is there. **Impact:** %s. **Effort:** %s.\n", gap.Score, cell(heading(of[0].Impact)), effort(of))
		line("| What | Where | Seen |")
		line("| --- | --- | --- |")
		for _, f := range of {
			line("| %s (`%s`) | %s | %s |", cell(f.Title), f.Check, code(f.at()), cell(cmp.Or(f.seen(), "nothing")))
		}
		if gap.Fix != "" {
			line("\n```sh\n%s\n```", gap.Fix)
		}
	}
}

func inGap(findings []Finding, gap string) []Finding {
	var of []Finding
	for _, f := range findings {
		if f.Gap == gap {
			of = append(of, f)
		}
	}
	return of
}

func effort(findings []Finding) string {
	minutes := 0
	for _, f := range findings {
		minutes += f.Minutes
	}
	return worth(minutes)
}

func worth(minutes int) string {
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d minutes", minutes)
	case minutes%60 == 0:
		return count(minutes/60, "hour")
	}
	return fmt.Sprintf("%.1f hours", float64(minutes)/60)
}

// matrix is the table of the gaps by what to do first.
func (r *Report) matrix(line func(string, ...any)) {
	line("\n## Priorities\n")
	line("| Gap | Severity | There | Open | Effort | Close it by |")
	line("| --- | --- | --- | --- | --- | --- |")
	for _, severity := range severities {
		for _, gap := range r.Gaps {
			if gap.Severity == severity {
				line("| %s | %s | %d %% | %d | %s | %s |", gap.Title, gap.Severity, gap.Score, gap.Open, costs(gap), code(gap.Fix))
			}
		}
	}
}

func costs(gap GapReport) string {
	if gap.Open == 0 {
		return ""
	}
	return worth(gap.Minutes)
}

func (r *Report) passed(line func(string, ...any)) {
	passed := r.with(Pass)
	if len(passed) == 0 {
		return
	}
	line("\n## Already there: %d\n", len(passed))
	for _, f := range passed {
		line("- %s: %s %s", cell(f.Title), code(f.at()), cell(f.Evidence))
	}
}

func heading(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// cell makes text safe in a table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(text)
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + strings.NewReplacer("`", "'", "|", `\|`, "\n", " ").Replace(text) + "`"
}
