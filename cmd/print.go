package cmd

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"scaffold/patcher"
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
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && !inCI() && isTerminal(p.out)
}

// inCI tells whether a build server runs this, where nobody sits at the terminal.
func inCI() bool {
	value := os.Getenv("CI")
	return value != "" && value != "false" && value != "0"
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// say prints lines, wrapped at the terminal's width with the indentation kept.
func (p *program) say(format string, args ...any) { p.sayWithin(p.width(), format, args...) }

// prose prints text to be read: no line of it is longer than the eye follows, in a pipe as well.
func (p *program) prose(format string, args ...any) {
	width := p.width()
	if width == 0 || width > 80 {
		width = 80
	}
	p.sayWithin(width, format, args...)
}

func (p *program) sayWithin(width int, format string, args ...any) {
	var out strings.Builder
	for text := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		for _, line := range wrap(clean(text), width) {
			out.WriteString(line + "\n")
		}
	}
	p.print(dip(out.String(), p.coloured()))
}

// code prints lines that must not be wrapped, to be copied: a command, a text to paste.
func (p *program) code(text, indent string) {
	var out strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		out.WriteString(strings.TrimRight(indent+clean(line), " ") + "\n")
	}
	p.print(out.String())
}

// note prints what was seen and left alone, and keeps it for the document.
func (p *program) note(text string) { p.noteAt(&patcher.Problem{What: text}) }

// noteAt is note with a place, which is printed as seen from where the user stands.
func (p *program) noteAt(problem *patcher.Problem) {
	p.report.Notes = append(p.report.Notes, problem.Error())
	if !p.json {
		fmt.Fprintln(p.err, "note: "+clean(p.seen(problem).Error()))
	}
}

// width is the terminal's in columns, 0 where lines need not be wrapped.
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

// printDiff prints a unified diff. In a pipe it is the diff's exact bytes; on a terminal it is coloured, and nothing in
// it can steer the terminal.
func (p *program) printDiff(diff string) {
	coloured := p.coloured()
	if !coloured && !isTerminal(p.out) {
		p.print(diff)
		return
	}
	var out strings.Builder
	for line := range strings.Lines(diff) {
		text := clean(strings.TrimRight(line, "\r\n"))
		out.WriteString(dip(paint(diffColour(text), text), coloured) + "\n")
	}
	p.print(out.String())
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
