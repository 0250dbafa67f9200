package audit

import (
	"slices"

	"scaffold/stack/source"
)

// Check is one thing that a production service has, and how it is seen in a repository. It is a value; those of a gap stand in
// one file, which is registered by a line in checks.
type Check struct {
	Name       string // "rate-limit.login": the gap's name comes first
	Gap        string // "rate-limit"
	Title      string // "logins are limited strictly": what is so when it passes
	Impact     string // what happens where it is not so
	Severity   Severity
	Level      Level
	Minutes    int  // what closing it costs a person, review included
	Repository bool // it concerns the repository as a whole, not one app
	ByHand     bool // no gap closes it
	Look       func(*View) []Outcome
}

// Outcome is what a check saw.
type Outcome struct {
	Status Status
	At     source.Pos // of what is there, or of where it should be
	By     string     // what was seen: "helmet()"
	Why    string     // what is lacking, or why nothing can be said
	Key    string     // tells several outcomes of one check apart: "GET /users"
	ByHand bool       // no command closes it here
}

// Status is how a check went.
type Status string

// The ways a check can go. What does not concern an app, and what cannot be told, counts neither for nor against it.
const (
	Pass          Status = "pass"
	Fail          Status = "fail"
	Partial       Status = "partial"
	NotApplicable Status = "not-applicable"
	Unknown       Status = "unknown"
)

func (s Status) weight() int {
	return slices.Index([]Status{Fail, Partial, Unknown, Pass, NotApplicable}, s)
}

// Severity is how bad it is where a check fails.
type Severity string

// The severities, the worst first. Critical means that data, accounts or the service itself are lost without it.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)

var severities = []Severity{Critical, High, Medium, Low}

func (s Severity) weight() int { return slices.Index(severities, s) }

// Level is a state of readiness that a check belongs to. A level is reached when every check of it and of those below passes.
type Level string

// The levels, the lowest first.
const (
	Launchable Level = "launchable" // may meet its first users
	Production Level = "production" // may be relied on
	Hardened   Level = "hardened"   // holds against attack, load and mistakes
)

var levels = []Level{Launchable, Production, Hardened}

func (l Level) weight() int { return slices.Index(levels, l) }

// levelOf is the level that a severity usually belongs to.
func levelOf(s Severity) Level {
	switch s {
	case Critical:
		return Launchable
	case High:
		return Production
	}
	return Hardened
}

func pass(at source.Pos, by string) []Outcome { return []Outcome{{Status: Pass, At: at, By: by}} }

func fail(at source.Pos, why string) []Outcome { return []Outcome{{Status: Fail, At: at, Why: why}} }

func partial(at source.Pos, by, why string) []Outcome {
	return []Outcome{{Status: Partial, At: at, By: by, Why: why}}
}

func notApplicable(why string) []Outcome { return []Outcome{{Status: NotApplicable, Why: why}} }

func unknown(at source.Pos, why string) []Outcome {
	return []Outcome{{Status: Unknown, At: at, Why: why}}
}
