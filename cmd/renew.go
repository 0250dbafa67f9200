package cmd

import (
	"bytes"
	"maps"
	"slices"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/stack"
)

// rounds is how often created files are made anew at most. Each round sees what the one before it wrote: the document of
// the routes those of a created router, the index of documents that one.
const rounds = 4

// renewed lays over a draft what the gaps' being closed together changes in created files, until nothing changes any more.
func (c *closing) renewed(s *session, draft *plan.Draft, made *plan.Plan) (*plan.Plan, error) {
	for range rounds {
		more, err := c.renewal(s, made)
		if err != nil {
			return nil, err
		}
		if err := draft.Fold(more); err != nil {
			return nil, err
		}
		next, err := draft.Plan()
		if err != nil || slices.EqualFunc(made.Files, next.Files, sameText) {
			return next, err
		}
		made = next
	}
	return made, nil
}

func sameText(a, b plan.File) bool { return a.Path == b.Path && bytes.Equal(a.After, b.After) }

// renewal returns the changes of one round.
func (c *closing) renewal(s *session, draft *plan.Plan) ([]plan.Change, error) {
	texts, created := map[string][]byte{}, s.record.Created()
	for _, f := range draft.Files {
		texts[f.Path] = f.After
		if _, ours := created[f.Path]; ours || f.Before == nil && !ofBase(f) {
			created[f.Path] = patcher.Hash(f.After)
		}
	}
	after := s.repo.Over(texts)
	after.Own(created)
	found, err := stack.Detect(after)
	if err != nil {
		return nil, err
	}
	r := generators.Renewal{Before: s.repo, After: after}
	c.others = nil
	for _, app := range found.Apps {
		r.Gaps = append(r.Gaps, c.gapsIn(s, app, created, draft)...)
	}
	return r.Changes()
}

// ofBase tells whether a file belongs to the new service itself: it is the user's from the start.
func ofBase(f plan.File) bool {
	return slices.ContainsFunc(f.Reasons, func(r plan.Reason) bool { return r.Gap == "init" })
}

// gapsIn are the gaps that are closed in an app: by earlier runs, and by this one where the draft says so.
func (c *closing) gapsIn(s *session, app *stack.App, created map[string]string, draft *plan.Plan) []generators.Renewed {
	var all []generators.Renewed
	for _, g := range generators.All {
		landed := maps.Clone(s.record.Apps[app.ID][g.Name].Created)
		if landed == nil {
			landed = map[string]string{}
		}
		maps.Copy(landed, landedIn(draft, g, app, created))
		renewed := generators.Renewed{Is: generators.Job{Gap: g, App: app, Others: c.answersIn(s, app, draft), Created: created, Landed: landed}}
		renewed.Is.Answers = renewed.Is.Others[g.Name]
		at := c.indexOf(g, app)
		if at >= 0 {
			renewed.Is.Ignored = c.jobs[at].Ignored
		}
		_, recorded := s.record.Apps[app.ID][g.Name]
		switch was := find(s.stack.Apps, app.ID); {
		case at >= 0 && (recorded || lands(draft, g, app)):
			renewed.Result = c.results[at]
			renewed.Was.App = c.results[at].App
		case at >= 0 && c.waits(at):
			renewed.Result, renewed.Is.Idle, renewed.Is.Answers = c.results[at], true, c.jobs[at].Answers
			renewed.Was.App = c.results[at].App
		case recorded && len(was) > 0:
			renewed.Was = s.jobFor(g, was[0])
			c.others = append(c.others, renewed.Was)
		default:
			continue
		}
		all = append(all, renewed)
	}
	return all
}

// landedIn returns the hashes of the files that a draft creates for a gap in an app.
func landedIn(draft *plan.Plan, g *generators.Gap, app *stack.App, created map[string]string) map[string]string {
	landed := map[string]string{}
	for _, f := range draft.Files {
		for _, reason := range f.Reasons {
			if f.Before == nil && reason.Gap == g.Name && reason.App == app.ID {
				landed[f.Path] = created[f.Path]
			}
		}
	}
	return landed
}

// lands tells whether a draft adds anything of a gap to an app.
func lands(draft *plan.Plan, g *generators.Gap, app *stack.App) bool {
	for _, f := range draft.Files {
		for _, reason := range f.Reasons {
			if reason.Gap == g.Name && reason.App == app.ID {
				return true
			}
		}
	}
	return false
}

// answersIn returns the answers that hold in an app, by gap.
func (c *closing) answersIn(s *session, app *stack.App, draft *plan.Plan) map[string]ask.Answers {
	answers := map[string]ask.Answers{}
	for name, entry := range s.record.Apps[app.ID] {
		answers[name] = entry.Answers
	}
	for _, job := range c.jobs {
		if job.App.ID == app.ID && lands(draft, job.Gap, app) {
			answers[job.Gap.Name] = job.Answers
		}
	}
	return answers
}

// waits tells whether one of the run's jobs has nothing to do as the repository is, and may have when the others are done: a
// service that gets a database needs it on a developer's machine.
func (c *closing) waits(i int) bool {
	job := c.jobs[i]
	return !c.results[i].Foreign && len(c.results[i].Changes) == 0 && (job.Answers != nil || len(job.Gap.Ask(job.App)) == 0)
}

// indexOf returns which of the run's jobs closes a gap in an app, -1 for none.
func (c *closing) indexOf(g *generators.Gap, app *stack.App) int {
	return slices.IndexFunc(c.jobs, func(j generators.Job) bool { return j.Gap == g && j.App.ID == app.ID })
}
