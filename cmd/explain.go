package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/stack"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain GAP",
		Short: "What a gap adds, asks and needs, and its proof",
		Long:  "explain says what a gap adds and why, what it asks, what it reads from the environment, which frameworks it works on, and what is observed on a running service once it is closed.",
		Args:  one("which gap?", "name one of "+strings.Join(gapNames(), ", ")),
		RunE:  func(_ *cobra.Command, args []string) error { return p.explain(args[0]) },

		ValidArgsFunction: func(c *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return completeGaps(c, args, word)
		},
	}
}

type explanation struct {
	Gap       string             `json:"gap"`
	Title     string             `json:"title"`
	Severity  string             `json:"severity"`
	Doc       string             `json:"doc"`
	Risk      string             `json:"risk"`
	Adds      []string           `json:"adds"`
	Questions []questionReport   `json:"questions"`
	Reads     []variableReport   `json:"environment"`
	Supports  map[string]support `json:"frameworks"`
	Proof     string             `json:"proof"`
}

type questionReport struct {
	Key     string   `json:"key"`
	Prompt  string   `json:"prompt"`
	Default string   `json:"default"`
	Choices []string `json:"choices,omitempty"`
}

type variableReport struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

// support tells whether a framework that something is known for offers the places that a gap needs.
type support struct {
	Title string   `json:"title"`
	Whole bool     `json:"whole"`
	Lacks []string `json:"lacks,omitempty"`
}

func (p *program) explain(name string) error {
	g, err := gapCalled(name)
	if err != nil {
		return err
	}
	e := explained(g)
	p.report.Result = e
	p.say("%s  %s, severity %s", paint(bold, g.Name), g.Title, g.Severity)
	p.prose("\n%s", g.Doc)
	p.say("\n%s", paint(bold, "Where it stays open"))
	p.prose("  %s", g.Risk)
	p.say("\n%s", paint(bold, "Adds"))
	for _, what := range e.Adds {
		p.say("  - %s", what)
	}
	p.sayQuestions(e.Questions)
	p.sayVariables(e.Reads)
	p.say("\n%s", paint(bold, "Works on"))
	for _, f := range stack.Frameworks {
		if s, ok := e.Supports[f.Name]; ok {
			p.say("  - %s", supportLine(s))
		}
	}
	p.say("\n%s", paint(bold, "Closed when"))
	for proof := range strings.SplitSeq(g.Proof, "; ") {
		p.prose("  - %s", proof)
	}
	p.say("\n%s\n  scaffold add %s", paint(bold, "Add it"), g.Name)
	return nil
}

func explained(g *generators.Gap) explanation {
	e := explanation{Gap: g.Name, Title: g.Title, Severity: g.Severity, Doc: g.Doc, Risk: g.Risk, Proof: g.Proof, Supports: map[string]support{}}
	for _, piece := range g.Pieces {
		e.Adds = append(e.Adds, piece.What)
		for _, key := range piece.Env {
			e.Reads = append(e.Reads, variableReport{key.Name, key.Doc})
		}
	}
	for _, f := range stack.Frameworks {
		if !g.Known(f) {
			continue
		}
		lacks := generators.Lacks(g, f)
		e.Supports[f.Name] = support{Title: f.Title, Whole: len(lacks) == 0, Lacks: lacks}
		for _, q := range g.Ask(&stack.App{Language: f.Language, Framework: f}) {
			if !asks(e.Questions, q.Key) {
				e.Questions = append(e.Questions, questioned(q))
			}
		}
	}
	return e
}

func asks(questions []questionReport, key string) bool {
	for _, q := range questions {
		if q.Key == key {
			return true
		}
	}
	return false
}

func questioned(q ask.Question) questionReport {
	r := questionReport{Key: q.Key, Prompt: q.Prompt, Default: q.Default}
	for _, c := range q.Choices {
		r.Choices = append(r.Choices, c.Value)
	}
	return r
}

func (p *program) sayQuestions(questions []questionReport) {
	if len(questions) > 0 {
		p.say("\n%s", paint(bold, "Asks"))
	}
	for _, q := range questions {
		value := quote(q.Default)
		if len(q.Choices) > 0 {
			value = strings.Join(q.Choices, "|")
		}
		p.prose("  - %s\n    %s", q.Prompt, paint(dim, "--set "+q.Key+"="+value))
	}
}

func (p *program) sayVariables(variables []variableReport) {
	if len(variables) > 0 {
		p.say("\n%s", paint(bold, "Reads from the environment"))
	}
	for _, v := range variables {
		p.row(v.Name, 22, v.Doc)
	}
}

func supportLine(s support) string {
	if s.Whole {
		return s.Title
	}
	return s.Title + ", without: " + strings.Join(s.Lacks, ", ")
}
