// Package ask holds questions and answers, and who gives the answers: flags, a preset, the record, a prompt, the defaults.
package ask

import (
	"errors"
	"fmt"
	"strings"
)

// Question is one choice that a gap leaves to the user.
type Question struct {
	Key     string             // "store": its name in flags, presets and the record
	Prompt  string             // "Where do the counters live?"
	Help    string             // one more sentence, shown on request
	Default string             // what Enter and --yes choose
	Choices []Choice           // empty for free text
	When    func(Answers) bool // nil: always asked; earlier answers are given
	Check   func(string) error // nil: anything goes; a lower-case sentence when the value is wrong
}

// Choice is one of the values that a question takes.
type Choice struct {
	Value string // "redis"
	Title string // "Redis, shared by all processes"
}

// Answers are the values by the questions' keys.
type Answers map[string]string

// Source answers questions. ok is false when it does not know, and the next source is asked.
type Source interface {
	Answer(Question) (value string, ok bool, err error)
}

// Fill asks each question of the sources in turn; the first that knows wins, and its value must be one that the
// question takes, else the error is a *WrongAnswerError. Questions that no source answers are a *NoAnswerError each,
// held together by errors.Join: those that would be asked were the others answered with their defaults.
func Fill(questions []Question, sources ...Source) (Answers, error) {
	answers := Answers{}
	var missing []error
	for _, q := range questions {
		if q.When != nil && !q.When(answers) {
			continue
		}
		value, err := first(q, sources)
		var unanswered *NoAnswerError
		switch {
		case errors.As(err, &unanswered):
			missing = append(missing, err)
			value = q.Default
		case err != nil:
			return nil, err
		}
		answers[q.Key] = value
	}
	if len(missing) > 0 {
		return nil, errors.Join(missing...)
	}
	return answers, nil
}

func first(q Question, sources []Source) (string, error) {
	for _, source := range sources {
		value, ok, err := source.Answer(q)
		if err != nil {
			return "", err
		}
		if !ok {
			continue
		}
		if err := q.Valid(value); err != nil {
			return "", &WrongAnswerError{Source: source, Err: err}
		}
		return value, nil
	}
	return "", &NoAnswerError{Question: q}
}

// WrongAnswerError says that a source gave a value which the question does not take.
type WrongAnswerError struct {
	Source Source
	Err    error
}

func (e *WrongAnswerError) Error() string { return e.Err.Error() }

// Unwrap returns what is wrong with the value.
func (e *WrongAnswerError) Unwrap() error { return e.Err }

// NoAnswerError says that nobody answered a question.
type NoAnswerError struct{ Question Question }

func (e *NoAnswerError) Error() string {
	return fmt.Sprintf("%q needs an answer", e.Question.Prompt)
}

// Flag returns what answers the question on the command line: "--set store=memory|redis".
func (e *NoAnswerError) Flag() string {
	q := e.Question
	if len(q.Choices) > 0 {
		return "--set " + q.Key + "=" + strings.Join(q.Values(), "|")
	}
	return "--set " + q.Key + "=" + q.Default
}

// Valid returns an error when the question does not take the value.
func (q Question) Valid(value string) error {
	if len(q.Choices) > 0 && !q.takes(value) {
		return fmt.Errorf("%s=%s is not a choice; take one of %s", q.Key, value, strings.Join(q.Values(), ", "))
	}
	if q.Check == nil {
		return nil
	}
	if err := q.Check(value); err != nil {
		return fmt.Errorf("%s=%s: %w", q.Key, value, err)
	}
	return nil
}

func (q Question) takes(value string) bool {
	for _, c := range q.Choices {
		if c.Value == value {
			return true
		}
	}
	return false
}

// Values returns the values that the question takes, in their order; none for free text.
func (q Question) Values() []string {
	var values []string
	for _, c := range q.Choices {
		values = append(values, c.Value)
	}
	return values
}

// yesNo tells whether the question takes yes or no and nothing else.
func (q Question) yesNo() bool { return len(q.Choices) == 2 && q.takes("yes") && q.takes("no") }

// Given answers from a set of values: those of flags, of a preset or of the record.
type Given Answers

// Answer returns the value under the question's key.
func (g Given) Answer(q Question) (string, bool, error) {
	value, ok := g[q.Key]
	return value, ok, nil
}

// From is a source with the name of what it reads, for the error about a wrong value.
type From struct {
	Source
	Name string // "--set", or the path of a file
}

// Defaults answers every question with its default, as --yes asks for.
type Defaults struct{}

// Answer returns the default.
func (Defaults) Answer(q Question) (string, bool, error) { return q.Default, true, nil }
