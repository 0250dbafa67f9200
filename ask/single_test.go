package ask

import (
	"errors"
	"testing"
)

type unasked struct{}

func (unasked) Ask(Question) (string, error) { return "", errors.New("was asked") }

// TestNothingToChoose: a question with one choice is answered without the user.
func TestNothingToChoose(t *testing.T) {
	only := Question{Key: "runner", Choices: []Choice{{Value: "jest"}}}
	if value, ok, err := (Prompt{unasked{}}).Answer(only); value != "jest" || !ok || err != nil {
		t.Error(value, ok, err)
	}
	if _, ok, err := (Prompt{unasked{}}).Answer(store); ok || err == nil {
		t.Error("two choices are not asked")
	}
}
