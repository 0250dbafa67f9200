package cmd

import (
	"errors"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/stack"
)

// prompter returns the way to ask the user, nil where there is no terminal or no question may be asked.
func (p *program) prompter() ask.Prompter {
	if p.yes || p.json || !isTerminal(p.in) || !isTerminal(p.out) {
		return nil
	}
	return ask.Terminal{In: p.in, Out: p.out, Err: p.err, Plain: !p.coloured()}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// given returns the answers of --set by key.
func (p *program) given() (ask.Answers, error) {
	given := ask.Answers{}
	for _, pair := range p.set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			return nil, usage("--set "+pair+" is not key=value", "write --set store=redis")
		}
		given[key] = value
	}
	return given, nil
}

// known refuses keys of --set that no question of the gaps has.
func known(given ask.Answers, questions []ask.Question) error {
	var keys []string
	for _, q := range questions {
		keys = append(keys, q.Key)
	}
	for key := range given {
		if !slices.Contains(keys, key) {
			return usage("--set "+key+": no question has that key", "the keys are "+strings.Join(keys, ", "))
		}
	}
	return nil
}

// fill answers a gap's questions: --set, then the preset, then the record, then the user, else the defaults.
func (p *program) fill(g *generators.Gap, app *stack.App, given, preset, recorded ask.Answers) (ask.Answers, error) {
	sources := []ask.Source{ask.Given(given), ask.Given(preset), ask.Given(recorded)}
	if prompter := p.prompter(); prompter != nil {
		sources = append(sources, ask.Prompt{Prompter: prompter})
	} else if p.yes || p.silent {
		sources = append(sources, ask.Defaults{})
	}
	answers, err := ask.Fill(g.Ask(app), sources...)
	if err == nil {
		return answers, nil
	}
	var unanswered *ask.NoAnswerError
	if errors.As(err, &unanswered) || errors.Is(err, ask.ErrInterrupted) {
		return nil, err
	}
	return nil, usage(err.Error(), "")
}

// pickApp asks which app is meant.
func (p *program) pickApp(apps []*stack.App) ([]*stack.App, error) {
	prompter := p.prompter()
	if prompter == nil {
		return nil, usage("there are several apps here: "+dirsOf(apps), "say which with --app "+apps[0].Dir)
	}
	q := ask.Question{Key: "app", Prompt: "Which app?", Default: apps[0].Dir}
	for _, a := range apps {
		q.Choices = append(q.Choices, ask.Choice{Value: a.Dir, Title: a.Framework.Title + ", " + a.At.String()})
	}
	dir, err := prompter.Ask(q)
	if err != nil {
		return nil, err
	}
	return named(apps, []string{dir})
}

// confirmed asks whether to go on. The default is no where a part is left to the user.
func (p *program) confirmed(prompt string, safe bool) (bool, error) {
	if p.yes {
		return safe || p.allowManual, nil
	}
	prompter := p.prompter()
	if prompter == nil {
		return false, usage("there is no terminal to confirm on", "give --yes to apply, or --dry-run to look only")
	}
	q := ask.Question{Key: "apply", Prompt: prompt, Default: "no", Choices: []ask.Choice{{Value: "no"}, {Value: "yes"}}}
	if safe {
		q.Default = "yes"
	}
	answer, err := prompter.Ask(q)
	return answer == "yes", err
}

// refusedManual ends a run that would leave a part to the user without having been told that this is fine.
func refusedManual(first *patcher.Problem) error {
	problem := *first
	if problem.Todo != "" {
		problem.Todo += "; "
	}
	problem.Todo += "nothing was written; --allow-manual applies the rest"
	return &problem
}
