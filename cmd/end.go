package cmd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"scaffold/ask"
	"scaffold/patcher"
)

// usage is an error in the command line.
func usage(what, todo string) error {
	return &patcher.Problem{Kind: patcher.Usage, What: what, Todo: todo}
}

// end prints the errors, one a line, or the JSON document, and returns the exit code: that of the first error.
func (p *program) end(err error) int {
	p.report.Errors = problemsIn(err)
	if len(p.report.Errors) > 0 {
		p.report.ExitCode = p.exitCode(p.report.Errors[0].Kind)
	}
	if p.json {
		p.printJSON()
	} else {
		for _, problem := range p.report.Errors {
			fmt.Fprintln(p.err, line(p.seen(problem.Problem)))
		}
	}
	if p.report.ExitCode == 0 && p.broken != nil {
		fmt.Fprintln(p.err, "scaffold: standard output: "+p.broken.Error())
		return int(patcher.Internal)
	}
	return p.report.ExitCode
}

// exitCode is the one for a kind of problem. A run that a signal ended tells which.
func (p *program) exitCode(kind patcher.Kind) int {
	if code, ok := ends[p.caught]; ok && kind == patcher.Interrupted {
		return code
	}
	return int(kind)
}

// seen is a problem with its path as the user sees it, who may stand in a folder of the repository.
func (p *program) seen(problem *patcher.Problem) *patcher.Problem {
	here, err := os.Getwd()
	if err != nil || p.root == "" || problem.Path == p.preset || filepath.IsAbs(problem.Path) {
		return problem
	}
	if inside, err := filepath.Rel(p.root, here); err != nil || !filepath.IsLocal(inside) {
		return problem
	}
	name, err := filepath.Rel(here, filepath.Join(p.root, filepath.FromSlash(problem.Path)))
	if err != nil || problem.Path == "" {
		return problem
	}
	from := *problem
	from.Path = filepath.ToSlash(name)
	return &from
}

// line is how a problem is printed: with the place first, which editors find, or else with the program's name.
func line(problem *patcher.Problem) string {
	text := clean(problem.Error())
	if problem.Path == "" {
		return "scaffold: " + text
	}
	return text
}

// problemsIn gives every error, and each of those that are held together, the form that has an exit code.
func problemsIn(err error) []failure {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []failure
		for _, each := range joined.Unwrap() {
			all = append(all, problemsIn(each)...)
		}
		return all
	}
	return []failure{{asProblem(err)}}
}

func asProblem(err error) *patcher.Problem {
	var problem *patcher.Problem
	var unanswered *ask.NoAnswerError
	switch {
	case errors.As(err, &problem):
		return problem
	case errors.Is(err, ask.ErrInterrupted):
		return &patcher.Problem{Kind: patcher.Interrupted, What: err.Error()}
	case errors.As(err, &unanswered):
		return &patcher.Problem{
			Kind: patcher.Usage,
			What: err.Error() + " and there is no terminal to ask on",
			Todo: "give " + unanswered.Flag() + ", or --yes for " + quote(unanswered.Question.Default),
		}
	}
	return &patcher.Problem{Kind: patcher.Internal, What: err.Error(), Todo: "please report this"}
}

// print writes to standard output. That it was closed on us is nobody's fault; a full disk is told at the end.
func (p *program) print(text string) {
	if p.json || p.broken != nil {
		return
	}
	p.write(text)
}

func (p *program) write(text string) {
	_, err := p.out.WriteString(text)
	if err == nil || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.EIO) {
		return
	}
	var at *os.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	p.broken = errors.New(strings.ToLower(err.Error()))
}
