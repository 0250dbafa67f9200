package cmd

import (
	"errors"
	"fmt"
	"strings"

	"scaffold/ask"
	"scaffold/patcher"
)

// usage is an error in the command line.
func usage(what, todo string) error {
	return &patcher.Problem{Kind: patcher.Usage, What: what, Todo: todo}
}

// end prints the error, or the JSON document, and returns the exit code.
func (p *program) end(err error) int {
	problem := asProblem(err)
	if problem != nil {
		p.report.Error = &failure{Problem: problem}
		p.report.ExitCode = int(problem.Kind)
	}
	if p.json {
		p.printJSON()
		return p.report.ExitCode
	}
	if problem != nil && problem.What != "" {
		fmt.Fprintln(p.err, "scaffold: "+problem.Error())
	}
	return p.report.ExitCode
}

// asProblem gives every error the form that has an exit code.
func asProblem(err error) *patcher.Problem {
	var problem *patcher.Problem
	var unanswered *ask.NoAnswerError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &problem):
		return problem
	case errors.Is(err, ask.ErrInterrupted):
		return &patcher.Problem{Kind: patcher.Interrupted, What: err.Error()}
	case errors.As(err, &unanswered):
		return &patcher.Problem{Kind: patcher.Usage, What: err.Error()}
	case strings.HasPrefix(err.Error(), "unknown command"), strings.Contains(err.Error(), "arg(s)"):
		return &patcher.Problem{Kind: patcher.Usage, What: strings.SplitN(err.Error(), "\n", 2)[0], Todo: "see scaffold help"}
	}
	return &patcher.Problem{Kind: patcher.Internal, What: err.Error()}
}
