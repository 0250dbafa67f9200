package ask

import (
	"errors"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
	"github.com/AlecAivazis/survey/v2/terminal"
)

// ErrInterrupted says that the user pressed Ctrl-C at a question.
var ErrInterrupted = errors.New("interrupted; nothing was changed")

// Prompter asks one question of a person.
type Prompter interface {
	Ask(Question) (string, error)
}

// Prompt is the source that asks a person.
type Prompt struct{ Prompter Prompter }

// Answer asks.
func (p Prompt) Answer(q Question) (string, bool, error) {
	value, err := p.Prompter.Ask(q)
	return value, err == nil, err
}

// Terminal asks on a terminal. Nothing else in the project knows which library draws the questions.
type Terminal struct {
	In    terminal.FileReader
	Out   terminal.FileWriter
	Err   terminal.FileWriter
	Plain bool // no colour
}

// Ask shows the question with its default, and returns the answer; ErrInterrupted on Ctrl-C.
func (t Terminal) Ask(q Question) (string, error) {
	core.DisableColor = t.Plain
	value, err := t.ask(q)
	if errors.Is(err, terminal.InterruptErr) {
		return "", ErrInterrupted
	}
	return value, err
}

func (t Terminal) ask(q Question) (string, error) {
	stdio := survey.WithStdio(t.In, t.Out, t.Err)
	switch {
	case q.yesNo():
		yes := false
		err := survey.AskOne(&survey.Confirm{Message: q.Prompt, Help: q.Help, Default: q.Default == "yes"}, &yes, stdio)
		return map[bool]string{true: "yes", false: "no"}[yes], err
	case len(q.Choices) > 0:
		chosen := 0
		err := survey.AskOne(q.choose(), &chosen, stdio)
		return q.Choices[chosen].Value, err
	}
	value := ""
	valid := survey.WithValidator(func(v any) error { return q.Valid(v.(string)) })
	err := survey.AskOne(&survey.Input{Message: q.Prompt, Help: q.Help, Default: q.Default}, &value, stdio, valid)
	return value, err
}

// choose is the list of choices, the default one marked.
func (q Question) choose() *survey.Select {
	s := &survey.Select{Message: q.Prompt, Help: q.Help}
	for i, c := range q.Choices {
		s.Options = append(s.Options, c.label())
		if c.Value == q.Default {
			s.Default = i
		}
	}
	return s
}

func (c Choice) label() string {
	if c.Title == "" || c.Title == c.Value {
		return c.Value
	}
	return c.Value + ": " + c.Title
}

// yesNo tells whether the question takes yes or no and nothing else.
func (q Question) yesNo() bool { return len(q.Choices) == 2 && q.takes("yes") && q.takes("no") }
