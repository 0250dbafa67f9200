package generators

import (
	"scaffold/ask"
	"scaffold/stack"
)

// Context is what a gap's functions are given: the app, and the answers to the gap's questions.
type Context struct {
	Repo    *stack.Repo
	App     *stack.App
	Answers ask.Answers
}

// Answered tells whether the answer to a question is one of the values.
func (c *Context) Answered(key string, values ...string) bool {
	for _, v := range values {
		if c.Answers[key] == v {
			return true
		}
	}
	return false
}
