package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"scaffold/generators"
	"scaffold/plan"
	"scaffold/stack"
)

func (p *program) listCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "list",
		Short: "The gaps, and how they stand in this repository",
		Long: "list says for each gap whether this repository has it closed, lacks it, or has a part of it, and which of them an " +
			"earlier run closed. It writes nothing.",
		Args: none,
		RunE: func(*cobra.Command, []string) error { return p.withApps(p.looked, p.list) },
	}
	p.appFlag(c)
	return c
}

// gapState is how one gap stands in one app.
type gapState struct {
	App      string   `json:"app,omitempty"`
	Gap      string   `json:"gap"`
	Title    string   `json:"title"`
	Severity string   `json:"severity"`
	Status   string   `json:"status,omitempty"` // open, part, closed, by hand, no way
	Lacks    []string `json:"lacks,omitempty"`
	ByHand   []string `json:"byHand,omitempty"`
	Recorded bool     `json:"recorded"`
}

func (p *program) list(s *session, apps []*stack.App) error {
	var states []gapState
	if len(apps) == 0 {
		p.note("no service was found here; these are the gaps that scaffold closes")
		for _, g := range generators.All {
			states = append(states, gapState{Gap: g.Name, Title: g.Title, Severity: g.Severity})
		}
		p.printStates(states)
	}
	for i, app := range apps {
		if i > 0 {
			p.say("")
		}
		p.announce([]*stack.App{app})
		of, err := p.states(s, app)
		if err != nil {
			return err
		}
		states = append(states, of...)
		p.say("")
		p.printStates(of)
		p.suggest(of)
	}
	p.report.Result = states
	return nil
}

// states audits every gap in an app, with the recorded answers or the defaults.
func (p *program) states(s *session, app *stack.App) ([]gapState, error) {
	var states []gapState
	for _, g := range s.concerns(app, generators.All) {
		r, err := p.audit(s, s.jobFor(g, app))
		if err != nil {
			return nil, err
		}
		if r.Foreign && app.Front() {
			continue // what services have and pages have no use for
		}
		made, err := plan.Make(s.from, r.Changes)
		if err != nil {
			return nil, err
		}
		r.Settle(made)
		state := gapState{App: app.ID, Gap: g.Name, Title: g.Title, Severity: g.Severity}
		_, state.Recorded = s.record.Apps[app.ID][g.Name]
		state.judge(made, r)
		states = append(states, state)
	}
	return states, nil
}

// judge sums the pieces of a gap up in a word, and says what is lacking or in the way.
func (s *gapState) judge(made *plan.Plan, r *generators.Result) {
	there := 0
	for _, f := range r.Findings {
		switch standing(made, r, f) {
		case generators.Open:
			s.Lacks = append(s.Lacks, f.Piece.What)
		case generators.Refused, generators.Partial:
			s.ByHand = append(s.ByHand, f.Piece.What)
		case generators.Absent:
		default:
			there++
		}
	}
	switch {
	case r.Foreign:
		s.Status, s.ByHand = "no way", nil
	case len(s.Lacks)+len(s.ByHand) == 0:
		s.Status = "closed"
	case len(s.Lacks) == 0:
		s.Status = "by hand"
	case there+len(s.ByHand) > 0:
		s.Status = "part"
	default:
		s.Status = "open"
	}
}

// looks are the colours of the words.
var looks = map[string]string{"open": bold, "part": bold, "by hand": red, "closed": green, "no way": dim}

func (p *program) printStates(states []gapState) {
	width := p.width()
	recorded := false
	for _, s := range states {
		status := s.Status
		if s.Recorded {
			status += " *"
			recorded = true
		}
		line := pad(s.Gap, 18) + pad(paint(looks[s.Status], status), 11)
		switch {
		case s.Status == "":
			line = pad(s.Gap, 18) + pad(s.Severity, 10) + s.Title
		case width == 0 || width >= 60:
			line += pad(s.Severity, 10) + s.Title
		}
		p.say("  %s", strings.TrimRight(line, " "))
		if s.Status == "part" {
			p.sayParts("+ ", s.Lacks, "")
		}
		p.sayParts("! ", s.ByHand, ": by hand")
	}
	if recorded {
		p.say("  %s", paint(dim, "* added to by an earlier run"))
	}
}

func (p *program) sayParts(mark string, parts []string, remark string) {
	for _, part := range parts {
		p.say("    %s", paint(dim, mark+part+remark))
	}
}

// suggest names the gap to begin with: the gravest that is open.
func (p *program) suggest(states []gapState) {
	for _, severity := range []string{"critical", "high", "medium"} {
		for _, s := range states {
			if s.Severity != severity || s.Status != "open" && s.Status != "part" {
				continue
			}
			command := "scaffold add " + s.Gap
			if s.App != "." && len(p.apps) != 1 {
				command += " --app " + quote(s.App)
			}
			p.say("\n%s", paint(bold, "Begin with"))
			p.code(command, "  ")
			return
		}
	}
}
