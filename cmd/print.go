package cmd

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// The colours are the terminal's own, so that they suit a light ground as well as a dark one.
const (
	bold  = "1"
	dim   = "2"
	red   = "31"
	green = "32"
	cyan  = "36"
)

// coloured tells whether to colour the output.
func (p *program) coloured() bool {
	switch p.color {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && os.Getenv("CI") == "" && isTerminal(p.out)
}

func (p *program) paint(code, text string) string {
	if code == "" || text == "" || !p.coloured() {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// say prints a line, wrapped at the terminal's width with the indentation kept.
func (p *program) say(format string, args ...any) {
	if p.json {
		return
	}
	for _, line := range wrap(fmt.Sprintf(format, args...), p.width()) {
		fmt.Fprintln(p.out, line)
	}
}

// raw prints text that must not be wrapped: a diff, code, a command.
func (p *program) raw(text string) {
	if !p.json {
		fmt.Fprint(p.out, text)
	}
}

// note prints what was seen and left alone, and keeps it for the document.
func (p *program) note(text string) {
	p.report.Notes = append(p.report.Notes, text)
	if !p.json {
		fmt.Fprintln(p.err, "note: "+text)
	}
}

// width is the terminal's, 0 where lines need not be wrapped.
func (p *program) width() int {
	if !isTerminal(p.out) {
		return 0
	}
	width, _, err := term.GetSize(int(p.out.Fd()))
	if err != nil || width < 20 {
		return 0
	}
	return width
}

// wrap breaks a line at spaces. Colour codes do not count.
func wrap(line string, width int) []string {
	if width == 0 || visible(line) <= width {
		return []string{line}
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	var lines []string
	current := indent
	for _, word := range strings.Fields(line) {
		if strings.TrimSpace(current) != "" && visible(current)+1+visible(word) > width {
			lines = append(lines, current)
			current = indent + "  "
		}
		if strings.TrimSpace(current) != "" {
			current += " "
		}
		current += word
	}
	return append(lines, current)
}

// visible counts the characters that a terminal shows.
func visible(text string) int {
	n, escape := 0, false
	for _, r := range text {
		switch {
		case r == '\x1b':
			escape = true
		case escape:
			escape = r != 'm'
		default:
			n++
		}
	}
	return n
}

// printDiff prints a unified diff, coloured.
func (p *program) printDiff(diff string) {
	for _, line := range strings.SplitAfter(diff, "\n") {
		end := ""
		if strings.HasSuffix(line, "\n") {
			line, end = line[:len(line)-1], "\n"
		}
		p.raw(p.paint(diffColour(line), line) + end)
	}
}

func diffColour(line string) string {
	switch {
	case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
		return bold
	case strings.HasPrefix(line, "+"):
		return green
	case strings.HasPrefix(line, "-"):
		return red
	case strings.HasPrefix(line, "@@"):
		return cyan
	case strings.HasPrefix(line, "#"):
		return dim
	}
	return ""
}
