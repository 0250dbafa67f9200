package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"scaffold/generators"
	"scaffold/stack"
)

func (p *program) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "The gaps, and how they stand in this repository",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return p.list() },
	}
}

// gapState is how one gap stands in one app.
type gapState struct {
	App      string `json:"app,omitempty"`
	Gap      string `json:"gap"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
	Status   string `json:"status,omitempty"` // open, part, closed, no place
	Detail   string `json:"detail,omitempty"`
	Recorded bool   `json:"recorded"`
}

func (p *program) list() error {
	s, err := p.open()
	if err != nil {
		return err
	}
	defer s.close()
	var states []gapState
	if len(s.stack.Apps) == 0 {
		p.note("no service was found here; these are the gaps that scaffold closes")
		for _, g := range generators.All {
			states = append(states, gapState{Gap: g.Name, Title: g.Title, Severity: g.Severity})
		}
		p.printStates(states)
	}
	for _, app := range s.stack.Apps {
		p.announce([]*stack.App{app})
		of, err := p.states(s, app)
		if err != nil {
			return err
		}
		states = append(states, of...)
		p.printStates(of)
	}
	p.report.Result = states
	return nil
}

// states audits every gap in an app, with the default answers.
func (p *program) states(s *session, app *stack.App) ([]gapState, error) {
	var states []gapState
	for _, g := range generators.All {
		job := s.jobFor(g, app)
		r, err := generators.Audit(s.repo, job)
		if err != nil {
			return nil, err
		}
		state := gapState{App: app.Dir, Gap: g.Name, Title: g.Title, Severity: g.Severity}
		_, state.Recorded = s.record.Apps[app.Dir][g.Name]
		state.Status, state.Detail = verdict(r)
		states = append(states, state)
	}
	return states, nil
}

// verdict sums the pieces of a gap up in a word, and says what is lacking or in the way.
func verdict(r *generators.Result) (status, detail string) {
	counts := map[generators.Status]int{}
	var lacking, blocked []string
	for _, f := range r.Findings {
		counts[f.Status]++
		switch f.Status {
		case generators.Open:
			lacking = append(lacking, f.Piece.What)
		case generators.Refused, generators.Partial:
			blocked = append(blocked, f.Piece.What)
		}
	}
	switch {
	case counts[generators.Absent] == len(r.Findings):
		return "no way", "nothing is known for " + r.App.Framework.Title
	case counts[generators.Refused] > 0 && len(lacking) == 0:
		return "by hand", strings.Join(blocked, "; ")
	case len(lacking) == 0 && len(blocked) == 0:
		return "closed", ""
	case counts[generators.Present] > 0 || len(blocked) > 0:
		return "part", "lacks: " + strings.Join(append(lacking, blocked...), "; ")
	}
	return "open", ""
}

func (p *program) printStates(states []gapState) {
	for _, s := range states {
		status := s.Status
		if s.Recorded {
			status = strings.TrimSpace(status + " *")
		}
		line := "  " + pad(s.Gap, 18) + pad(status, 10) + pad(s.Severity, 10) + s.Title
		p.say("%s", strings.TrimRight(line, " "))
		if s.Detail != "" {
			p.say("      %s", p.paint(dim, s.Detail))
		}
	}
	if anyRecorded(states) {
		p.say("  * added by an earlier run")
	}
}

func anyRecorded(states []gapState) bool {
	for _, s := range states {
		if s.Recorded {
			return true
		}
	}
	return false
}

func pad(text string, width int) string {
	if len(text) >= width {
		return text + " "
	}
	return text + strings.Repeat(" ", width-len(text))
}
