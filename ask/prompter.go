package ask

import "errors"

// ErrInterrupted says that the user pressed Ctrl-C at a question, or that the input ended there.
var ErrInterrupted = errors.New("interrupted; nothing was changed")

// Prompter asks one question of a person. Its answer is one that the question takes.
type Prompter interface {
	Ask(Question) (string, error)
}

// Prompt is the source that asks a person.
type Prompt struct{ Prompter Prompter }

// Answer asks, unless there is nothing to choose.
func (p Prompt) Answer(q Question) (string, bool, error) {
	if len(q.Choices) == 1 {
		return q.Choices[0].Value, true, nil
	}
	value, err := p.Prompter.Ask(q)
	return value, err == nil, err
}
