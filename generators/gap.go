// Package generators holds the gaps: one file a gap, each a value and its functions.
package generators

import (
	"io/fs"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Gap says what a production service needs. It is a value, registered by one line in All.
type Gap struct {
	Name     string // "rate-limit": what a user types
	Title    string // "Rate limiting"
	Doc      string // what it adds and why, a paragraph
	Severity string // critical, high, medium
	Seed     string // where the gap comes from
	Proof    string // what is observed on a running system when it is closed
	Risk     string // what happens where it stays open, a sentence
	// Unfit is where and how the app differs from those that the gap is made for, "" for nothing; nil where it fits all.
	Unfit     func(*Context) (at source.Pos, how string)
	Questions func(*stack.App) []ask.Question
	Pieces    []Piece
	// Notes are what only the user can decide, told beside what was added; nil for none.
	Notes func(*Context) []string
}

// Piece is a part of a gap that lands whole or not at all, and is left out where the app has its feature already.
type Piece struct {
	Provides stack.Feature // "" for a piece whose edits themselves keep what is there
	What     string        // "limit requests by client address": the reason shown beside the diff
	Check    Check         // what the audit says of it
	When     func(*Context) bool
	// Completes says that the piece may stand beside one that is there in part: it comes first in the pipeline, and what
	// the user's own sets later wins.
	Completes bool
	Files     []stack.File
	Root      []RootFile
	Calls     []Call
	Env       []EnvKey
	// Tables are what the piece keeps in the database; each becomes a migration.
	Tables []Table
	// Scripts are the commands that the piece adds to the repository; what a user has under such a name is left alone.
	Scripts func(*Context) []Script
	// Edits returns what no file, call or key expresses, nil for nothing.
	Edits func(*Context) ([]patcher.FileEdit, error)
}

// RootFile is a file of the repository rather than of a program: a workflow, a script, a document. Its path and its text
// are the same whatever the language; the text is templates/<gap>/repository/<last part of the path>.tmpl. Where a repository
// has several apps each gets its own, scripts/backup-api.sh beside scripts/backup-web.sh, unless it is shared.
type RootFile struct {
	Path   string      // relative to the repository's root
	Mode   fs.FileMode // 0 means 0o644
	Shared bool        // there is one for the whole repository: whichever app closes the gap first describes it
}

// Call places the function that one of the piece's files exports at a seam.
type Call struct {
	Seam   stack.Seam
	Symbol string // upper camel case, "" to load the file only
	Role   string // of the file that exports it
	// Optional calls are placed only where the language's template exports the symbol: Go sets its logger up, Node
	// needs not.
	Optional bool
}

// EnvKey is an environment variable that a piece may read. It counts where its name stands in the created code, so that
// the languages may differ in what they read.
type EnvKey struct {
	Name    string
	Default string // what the code uses when the variable is not set; "" for none
	Answer  string // key of the answer that is the default instead, "" for none
	Form    string // of the answer as a value: "%s000" makes milliseconds of seconds; "" for the answer itself
	Doc     string // one line
}

// Variables that several gaps read. A variable has one text, whichever gap brings it.
var (
	databaseURL = EnvKey{Name: "DATABASE_URL", Doc: "Where the database is."}
	redisURL    = EnvKey{Name: "REDIS_URL", Doc: "Redis that all processes share."}
	apiURL      = EnvKey{Name: "API_URL", Doc: "Where the pages find the API."}
)
