package cmd

import (
	"bufio"
	"errors"
	"os"
	"slices"
	"strings"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/presets"
	"scaffold/stack"
)

// prompter returns the way to ask the user, nil where there is no terminal or no question may be asked.
func (p *program) prompter() ask.Prompter {
	switch {
	case p.yes, p.json, inCI(), !isTerminal(p.in), !isTerminal(p.out):
		return nil
	case os.Getenv("TERM") == "dumb":
		return ask.Lines{In: bufio.NewReaderSize(p.in, 16), Out: p.out}
	}
	return ask.Terminal{In: p.keys, Out: p.out, Err: p.err, Plain: !p.coloured(), Width: p.width}
}

// headed is a prompter that says before its first question what the questions are about.
type headed struct {
	ask.Prompter
	head func()
}

func (h *headed) Ask(q ask.Question) (string, error) {
	if h.head != nil {
		h.head()
		h.head = nil
	}
	return h.Prompter.Ask(q)
}

// given returns the answers of --set by key.
func (p *program) given() (ask.Answers, error) {
	given := ask.Answers{}
	for _, pair := range p.set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			return nil, usage("--set "+quote(pair)+" is not key=value", "write --set store=redis, for one")
		}
		given[key] = value
	}
	return given, nil
}

// known refuses keys of --set that no question of the gaps has.
func known(given ask.Answers, questions []ask.Question) error {
	var keys []string
	for _, q := range questions {
		if !slices.Contains(keys, q.Key) {
			keys = append(keys, q.Key)
		}
	}
	var wrong []error
	for key := range given {
		if !slices.Contains(keys, key) {
			wrong = append(wrong, usage("--set "+quote(key)+": no question here has that key", advice(key, keys, keysOf(keys))))
		}
	}
	slices.SortFunc(wrong, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(wrong...)
}

func keysOf(keys []string) string {
	if len(keys) == 0 {
		return "there is nothing to answer"
	}
	return "the keys are " + strings.Join(keys, ", ")
}

// fill answers a gap's questions: --set, then the preset, then the record, then the user, else the defaults. Our own
// presets ask nothing: what one does not name has its default.
func (p *program) fill(g *generators.Gap, app *stack.App, given, preset, recorded ask.Answers) (ask.Answers, error) {
	sources := []ask.Source{
		ask.From{Source: ask.Given(given), Name: "--set"},
		ask.From{Source: ask.Given(preset), Name: p.preset},
		ask.From{Source: ask.Given(recorded), Name: presets.RecordPath},
	}
	prompter := p.prompter()
	switch {
	case slices.Contains(presets.Names(), p.preset), prompter == nil && p.yes:
		sources = append(sources, ask.Defaults{})
	case prompter != nil:
		head := func() { p.headQuestions(g, app) }
		sources = append(sources, ask.Prompt{Prompter: &headed{prompter, head}})
	}
	answers, err := ask.Fill(g.Ask(app), sources...)
	var wrong *ask.WrongAnswerError
	if errors.As(err, &wrong) {
		return nil, p.wrongAnswer(wrong, g)
	}
	return answers, err
}

// headQuestions says which gap the questions belong to, and where there are several apps, which app.
func (p *program) headQuestions(g *generators.Gap, app *stack.App) {
	head := paint(bold, g.Name) + paint(dim, "  "+g.Title)
	if app.ID != "." {
		head += paint(dim, ", "+clean(app.ID))
	}
	p.say("\n%s", head)
}

// wrongAnswer says who gave the value that a question does not take.
func (p *program) wrongAnswer(wrong *ask.WrongAnswerError, g *generators.Gap) error {
	what, todo, _ := strings.Cut(wrong.Error(), "; ")
	problem := &patcher.Problem{Kind: patcher.Usage, What: what, Todo: todo}
	from, ok := wrong.Source.(ask.From)
	switch {
	case !ok:
	case from.Name == "--set":
		problem.What = "--set " + what
	default:
		problem.Kind, problem.Path, problem.What = patcher.NotUnderstood, from.Name, g.Name+": "+what
	}
	return problem
}

// confirmed asks whether to go on, and says so where not. Enter says yes only where nothing is left to the user.
func (p *program) confirmed(prompt string, whole bool) (bool, error) {
	if p.yes {
		return true, nil
	}
	prompter := p.prompter()
	if prompter == nil {
		return false, usage("nobody was asked whether to write this", "give --yes to write it, or --dry-run to look only")
	}
	q := ask.Question{Key: "apply", Prompt: prompt, Default: "no", Choices: []ask.Choice{{Value: "no"}, {Value: "yes"}}}
	if whole {
		q.Default = "yes"
	}
	p.keys.Drop() // an Enter too many at the last question is no answer to this one
	flush(p.in)
	answer, err := prompter.Ask(q)
	if err == nil && answer != "yes" {
		p.say("Nothing was changed.")
	}
	return answer == "yes", err
}
