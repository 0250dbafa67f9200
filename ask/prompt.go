package ask

import (
	"errors"
	"io"
	"strings"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
	"github.com/AlecAivazis/survey/v2/terminal"
)

// Terminal asks on a terminal. Nothing else in the project knows which library draws the questions.
type Terminal struct {
	In    *Keys
	Out   terminal.FileWriter
	Err   terminal.FileWriter
	Plain bool       // no colour
	Width func() int // of the terminal in columns, 0 when unknown
}

// The looks of the questions: bold and the terminal's own green, which can be read on a light ground and on a dark one.
const (
	helpLook     = `{{if .ShowHelp}}  {{.Help}}{{"\n"}}{{end}}`
	questionLook = `{{color "green"}}? {{color "reset"}}{{color "default+b"}}{{.Message}}{{color "reset"}} `
	hintLook     = `{{if and .Help (not .ShowHelp)}}[? for help] {{end}}`
	answerLook   = `{{.Answer}}{{"\n"}}`

	inputLook = helpLook + questionLook +
		`{{if .ShowAnswer}}` + answerLook +
		`{{else}}` + hintLook + `{{if .Default}}({{.Default}}) {{end}}{{end}}`
	confirmLook = helpLook + questionLook +
		`{{if .Answer}}` + answerLook +
		`{{else}}` + hintLook + `{{if .Default}}(Y/n){{else}}(y/N){{end}} {{end}}`
	optionLook = `{{define "option"}}{{$on := eq .SelectedIndex .CurrentIndex}}` +
		`{{if $on}}{{color "default+b"}}> {{else}}  {{end}}{{.CurrentOpt.Value}}{{color "reset"}}` +
		`{{$.GetDescription .CurrentOpt}}{{"\n"}}{{end}}`
	selectLook = optionLook + helpLook + questionLook +
		`{{if .ShowAnswer}}` + answerLook +
		`{{else}}` + hintLook + `{{.FilterMessage}}{{"\n"}}` +
		`{{range $i, $o := .PageEntries}}{{template "option" $.IterateOption $i $o}}{{end}}{{end}}`
	errorLook = `{{color "red"}}  {{.Error.Error}}{{color "reset"}}{{"\n"}}`
)

// Ask shows the question with its default, and returns the answer; ErrInterrupted on Ctrl-C.
func (t Terminal) Ask(q Question) (string, error) {
	core.DisableColor = t.Plain
	survey.ErrorTemplate = errorLook
	survey.InputQuestionTemplate, survey.ConfirmQuestionTemplate, survey.SelectQuestionTemplate = inputLook, confirmLook, selectLook
	value, err := t.ask(q)
	if errors.Is(err, terminal.InterruptErr) || errors.Is(err, io.EOF) {
		return "", ErrInterrupted
	}
	return value, err
}

func (t Terminal) ask(q Question) (string, error) {
	stdio := survey.WithStdio(t.In, t.Out, t.Err)
	room := len("(Y/n) ") + len(q.Default)
	if q.Help != "" {
		room += len("[? for help] ")
	}
	prompt, help := t.wrap(q.Prompt, room), t.wrap(q.Help, 0)
	switch {
	case q.yesNo():
		yes := false
		err := survey.AskOne(&survey.Confirm{Message: prompt, Help: help, Default: q.Default == "yes"}, &yes, stdio)
		return map[bool]string{true: "yes", false: "no"}[yes], err
	case len(q.Choices) > 0:
		chosen := 0
		err := survey.AskOne(t.choose(q, prompt, help), &chosen, stdio)
		return q.Choices[chosen].Value, err
	}
	value := ""
	valid := survey.WithValidator(func(v any) error { return q.Valid(v.(string)) })
	err := survey.AskOne(&survey.Input{Message: prompt, Help: help, Default: q.Default}, &value, stdio, valid)
	return value, err
}

// choose is the list of choices, the default one marked.
func (t Terminal) choose(q Question, prompt, help string) *survey.Select {
	s := &survey.Select{Message: prompt, Help: help, PageSize: len(q.Choices)}
	widest := 0
	for i, c := range q.Choices {
		s.Options = append(s.Options, c.Value)
		widest = max(widest, len(c.Value))
		if c.Value == q.Default {
			s.Default = i
		}
	}
	s.Description = func(value string, i int) string {
		if c := q.Choices[i]; c.Title != "" && c.Title != c.Value {
			return strings.Repeat(" ", widest-len(value)+2) + t.hang(c.Title, widest+4)
		}
		return ""
	}
	return s
}

// wrap breaks a text between words where the terminal would break it within one. room is kept free on the last line.
func (t Terminal) wrap(text string, room int) string {
	return strings.Join(broken(text, t.Width()-3, room), "\n  ")
}

// hang breaks the text of a choice, whose lines all begin in the same column.
func (t Terminal) hang(text string, column int) string {
	return strings.Join(broken(text, t.Width()-1-column, 0), "\n"+strings.Repeat(" ", column))
}

// broken splits a text into lines of a width, the last of which leaves room. A width that is no use splits nothing.
func broken(text string, width, room int) []string {
	if width < 12 {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) > width:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	if before, word, ok := cutLast(line); ok && len([]rune(line))+room > width {
		return append(lines, before, word)
	}
	return append(lines, line)
}

func cutLast(line string) (before, word string, ok bool) {
	at := strings.LastIndex(line, " ")
	if at < 0 {
		return line, "", false
	}
	return line[:at], line[at+1:], true
}
