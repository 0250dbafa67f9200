package cmd

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"scaffold/audit"
	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/stack"
)

// auditFlags are the flags of audit alone.
type auditFlags struct {
	format, out, failUnder, baseline string
	only                             []string
	writeBaseline, verbose           bool
}

func (p *program) auditCommand() *cobra.Command {
	f := &auditFlags{}
	c := &cobra.Command{
		Use:   "audit [DIR]",
		Short: "What the repository lacks for production, with evidence",
		Long: "audit looks at every gap and says what is there and what is lacking, each with its place, how grave it is, and the " +
			"command that closes it. It writes nothing but the report, and runs no code of the repository. What a team decided " +
			"otherwise stands in " + audit.PolicyPath + ".",
		Example: "  scaffold audit\n  scaffold audit --format markdown --out GAPS.md\n  scaffold audit --fail-under launchable",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				p.dir = args[0]
			}
			if err := f.check(); err != nil {
				return err
			}
			return p.withApps(p.looked, func(s *session, apps []*stack.App) error { return p.auditRepo(s, apps, f) })
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.format, "format", "text", "`form` of the report: text, json, markdown, sarif or html")
	flags.StringVar(&f.out, "out", "", "write the report to a `file`")
	flags.StringArrayVar(&f.only, "only", nil, "look at one `gap` (repeatable)")
	flags.StringVar(&f.failUnder, "fail-under", "", "exit with 8 below a `score` from 0 to 100, or a level: launchable, production, hardened")
	flags.StringVar(&f.baseline, "baseline", "", "exit with 8 on findings that this `file` does not have")
	flags.BoolVar(&f.writeBaseline, "write-baseline", false, "write the findings of today to the baseline")
	flags.BoolVar(&f.verbose, "verbose", false, "tell what passes and what does not apply, too")
	p.appFlag(c)
	return c
}

// check refuses values that the flags do not take.
func (f *auditFlags) check() error {
	if !slices.Contains([]string{"text", "json", "markdown", "sarif", "html"}, f.format) {
		return usage("--format "+quote(f.format)+" is not a choice", "take one of text, json, markdown, sarif, html")
	}
	for _, name := range f.only {
		if _, err := gapCalled(name); err != nil {
			return err
		}
	}
	if f.writeBaseline && f.baseline == "" {
		return usage("--write-baseline needs to know where to", "give --baseline a file")
	}
	if n, err := strconv.Atoi(f.failUnder); f.failUnder != "" && !audit.IsLevel(f.failUnder) && (err != nil || n < 0 || n > 100) {
		return usage("--fail-under "+quote(f.failUnder)+" is not a score or a level", "give 0 to 100, or launchable, production or hardened")
	}
	return nil
}

func (p *program) auditRepo(s *session, apps []*stack.App, f *auditFlags) error {
	if len(apps) == 0 {
		return noApps(s.repo)
	}
	policy, err := audit.ParsePolicy(s.repo.Read(audit.PolicyPath), time.Now().UTC().Format(time.DateOnly))
	if err != nil {
		return err
	}
	subject, err := p.subject(s, apps, f.only)
	if err != nil {
		return err
	}
	report := audit.Run(subject, policy)
	report.Tool = version()
	fresh, err := f.compare(report)
	if err != nil {
		return err
	}
	p.report.Result = report
	if err := p.writeReport(report, f); err != nil {
		return err
	}
	return f.verdict(report, fresh)
}

// subject looks at how each gap stands in the apps.
func (p *program) subject(s *session, apps []*stack.App, only []string) (*audit.Subject, error) {
	subject := &audit.Subject{Repo: s.repo, Stack: s.stack, Apps: apps, Only: only, Gaps: map[*stack.App]map[string]*generators.Result{}}
	for _, app := range apps {
		subject.Gaps[app] = map[string]*generators.Result{}
		for _, g := range s.concerns(app, generators.All) {
			if len(only) > 0 && !slices.Contains(only, g.Name) {
				continue
			}
			r, err := p.audit(s, s.jobFor(g, app))
			if err != nil {
				return nil, err
			}
			made, err := plan.Make(s.from, r.Changes)
			if err != nil {
				return nil, err
			}
			r.Settle(made)
			subject.Gaps[app][g.Name] = r
		}
	}
	return subject, nil
}

// compare holds the report against the baseline, or writes that; fresh is the number of findings that it does not have.
func (f *auditFlags) compare(r *audit.Report) (fresh int, err error) {
	if f.baseline == "" {
		return 0, nil
	}
	if f.writeBaseline {
		r.Against(r.Baseline())
		return 0, writeFile(f.baseline, r.Baseline())
	}
	text, err := os.ReadFile(f.baseline)
	if err != nil {
		return 0, usage("--baseline "+quote(f.baseline)+" cannot be read", "write it first with --write-baseline")
	}
	return r.Against(text), nil
}

func writeFile(name string, text []byte) error {
	if err := os.WriteFile(name, text, 0o666); err != nil {
		return &patcher.Problem{Kind: patcher.WriteFailed, Path: name, What: "it cannot be written: " + err.Error(), Todo: "give another file"}
	}
	return nil
}

// writeReport prints the report in its form, or writes it to a file. With --json the document of the run has it.
func (p *program) writeReport(r *audit.Report, f *auditFlags) error {
	if f.format == "text" && f.out == "" {
		p.say("%s", r.Text(audit.Look{Paint: paintKind, Verbose: f.verbose}))
		return nil
	}
	text, err := rendered(r, f)
	switch {
	case err != nil:
		return err
	case f.out == "":
		p.print(string(text))
		return nil
	}
	if err := writeFile(f.out, text); err != nil {
		return err
	}
	p.say("%s: %s", r.Status, f.out)
	return nil
}

func rendered(r *audit.Report, f *auditFlags) ([]byte, error) {
	switch f.format {
	case "json":
		text, err := json.MarshalIndent(r, "", "  ")
		return append(text, '\n'), err
	case "markdown":
		return []byte(r.Markdown()), nil
	case "sarif":
		return r.SARIF()
	case "html":
		return r.HTML()
	}
	plain := func(_, text string) string { return text }
	return []byte(r.Text(audit.Look{Paint: plain, Verbose: f.verbose})), nil
}

// paintKind dresses the text of a report.
func paintKind(kind, text string) string {
	return paint(map[string]string{"bold": bold, "dim": dim, "good": green, "bad": red}[kind], text)
}

// verdict is the error that a report ends a run with.
func (f *auditFlags) verdict(r *audit.Report, fresh int) error {
	what := ""
	n, err := strconv.Atoi(f.failUnder)
	switch {
	case fresh > 0:
		what = fmt.Sprintf("%d findings are not in the baseline", fresh)
	case f.failUnder == "":
		return nil
	case err == nil && r.Score < n:
		what = fmt.Sprintf("the score is %d, and %d is asked for", r.Score, n)
	case err != nil && !r.Holds(audit.Level(f.failUnder)):
		what = "the level " + f.failUnder + " is not reached"
	default:
		return nil
	}
	return &patcher.Problem{Kind: patcher.Drift, What: what, Todo: "close the gaps that the report names"}
}
