package generators

import (
	"strings"

	"scaffold/ask"
	"scaffold/stack"
	"scaffold/stack/source"
)

// memo is what is worked out once for an app and a state of its repository, whichever gap asks.
type memo struct {
	places  map[stack.File]string // of created files
	models  []stack.Model         // the app's own tables
	peers   []stack.Code          // the calls of all closed gaps, in their order
	known   map[string]bool       // which of the above have been worked out
	scripts []Script              // of all closed gaps, in their order
	order   []Script              // of all gaps, closed or not
}

// contexts makes the contexts of a run: those of one app share what is worked out once.
type contexts struct {
	repo    *source.Repo
	jobs    []Job
	planned map[string][]byte
	settled bool
	refused map[refusal]bool
	memos   map[string]*memo
	answers map[string]map[string]ask.Answers
}

func contextsOf(repo *source.Repo, jobs []Job) *contexts {
	return &contexts{repo: repo, jobs: jobs, planned: map[string][]byte{}, memos: map[string]*memo{}, answers: answersOf(jobs)}
}

func (cs *contexts) of(job Job) *Context {
	shared := cs.memos[job.App.ID]
	if shared == nil {
		shared = &memo{}
		cs.memos[job.App.ID] = shared
	}
	job.Others = withAnswers(job.Others, cs.answers[job.App.ID])
	return &Context{Job: job, Gaps: All, Repo: cs.repo, Planned: cs.planned, closing: gapsOf(job.App, cs.jobs), memo: shared, settled: cs.settled, refused: cs.refused}
}

// once returns the memo, and whether something is asked of it for the first time.
func (c *Context) once(what string) (m *memo, first bool) {
	if c.memo == nil {
		c.memo = &memo{}
	}
	m = c.memo
	if m.known == nil {
		m.known = map[string]bool{}
	}
	first = !m.known[what]
	m.known[what] = true
	return m, first
}

// reads returns the environment variables that the app's own code reads.
func (c *Context) reads() []stack.EnvRead {
	return c.App.Language.Reads(c.Repo, c.App)
}

// taken tells whether a file of the user's stands at the path, on a disk that may not tell upper and lower case apart.
func (c *Context) taken(path string) bool {
	return lowerNames(c.Repo)[strings.ToLower(path)]
}

func lowerNames(repo *source.Repo) map[string]bool {
	return source.Once(repo, "names in lower case", func() map[string]bool {
		lower := make(map[string]bool, len(repo.Files()))
		for _, name := range repo.Files() {
			lower[strings.ToLower(name)] = true
		}
		return lower
	})
}
