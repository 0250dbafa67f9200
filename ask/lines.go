package ask

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Lines asks line by line, without moving the cursor: for a terminal that can do no more.
type Lines struct {
	In  *bufio.Reader
	Out io.Writer
}

// Ask prints the question with its choices and its default until it gets an answer that the question takes. An empty
// line takes the default, "?" prints the help, and the end of the input is ErrInterrupted.
func (l Lines) Ask(q Question) (string, error) {
	for {
		fmt.Fprint(l.Out, l.line(q))
		line, err := l.In.ReadString('\n')
		if err != nil {
			return "", ErrInterrupted
		}
		answer := strings.TrimSpace(line)
		switch {
		case answer == "?" && q.Help != "":
			fmt.Fprintln(l.Out, "  "+q.Help)
			continue
		case answer == "":
			answer = q.Default
		case q.yesNo():
			answer = whole(answer)
		}
		if err := q.Valid(answer); err != nil {
			fmt.Fprintln(l.Out, "  "+err.Error())
			continue
		}
		return answer, nil
	}
}

func (l Lines) line(q Question) string {
	if q.yesNo() {
		return fmt.Sprintf("%s yes or no [%s]: ", q.Prompt, q.Default)
	}
	text := q.Prompt + "\n"
	for _, c := range q.Choices {
		text += strings.TrimRight("  "+c.Value+"  "+c.Title, " ") + "\n"
	}
	return text + "[" + q.Default + "]: "
}

// whole spells y and n out.
func whole(answer string) string {
	switch strings.ToLower(answer) {
	case "y", "yes":
		return "yes"
	case "n", "no":
		return "no"
	}
	return answer
}
