// Package ask holds questions and answers, and who gives the answers: flags, a preset, the record, a prompt, the defaults.
package ask

import "fmt"

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
// question takes. A question that no source answers is an error that names the flag.
func Fill(questions []Question, sources ...Source) (Answers, error) {
	answers := Answers{}
	for _, q := range questions {
		if q.When != nil && !q.When(answers) {
			continue
		}
		value, err := first(q, sources)
		if err != nil {
			return nil, err
		}
		answers[q.Key] = value
	}
	return answers, nil
}

func first(q Question, sources []Source) (string, error) {
	for _, source := range sources {
		value, ok, err := source.Answer(q)
		if err != nil {
			return "", err
		}
		if ok {
			return value, q.Valid(value)
		}
	}
	return "", &NoAnswerError{Question: q}
}

// NoAnswerError says that nobody answered a question and which flag would.
type NoAnswerError struct{ Question Question }

func (e *NoAnswerError) Error() string {
	return fmt.Sprintf("%q needs an answer and there is no terminal to ask on; give --set %s=VALUE, or --yes for %q",
		e.Question.Prompt, e.Question.Key, e.Question.Default)
}

// Valid returns an error when the question does not take the value.
func (q Question) Valid(value string) error {
	if len(q.Choices) > 0 && !q.takes(value) {
		return fmt.Errorf("%s=%s is not a choice; take one of %s", q.Key, value, q.values())
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

func (q Question) values() string {
	text := ""
	for i, c := range q.Choices {
		if i > 0 {
			text += ", "
		}
		text += c.Value
	}
	return text
}

// Given answers from a set of values: those of flags, of a preset or of the record.
type Given Answers

// Answer returns the value under the question's key.
func (g Given) Answer(q Question) (string, bool, error) {
	value, ok := g[q.Key]
	return value, ok, nil
}

// Defaults answers every question with its default, as --yes asks for.
type Defaults struct{}

// Answer returns the default.
func (Defaults) Answer(q Question) (string, bool, error) { return q.Default, true, nil }
