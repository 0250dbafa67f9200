package cmd

import (
	"errors"
	"maps"

	"scaffold/ask"
	"scaffold/generators"
	"scaffold/plan"
	"scaffold/presets"
	"scaffold/stack"
)

// closing is the work of one run: gaps in apps, what they would do, and the plan that comes of it.
type closing struct {
	jobs    []generators.Job
	results []*generators.Result
	others  []generators.Job // recorded gaps whose created files the run may change
	plan    *plan.Plan
}

// prepare answers the questions and plans the gaps. before are changes that come first: the files of a new repository.
func (p *program) prepare(s *session, apps []*stack.App, gaps []*generators.Gap, before ...plan.Change) (*closing, error) {
	given, err := p.given()
	if err != nil {
		return nil, err
	}
	preset, err := p.loadPreset()
	if err != nil {
		return nil, err
	}
	if err := known(given, questionsOf(apps, gaps)); err != nil {
		return nil, err
	}
	c := &closing{}
	var unanswered []error
	for _, app := range apps {
		own, err := p.parts(s, apps, app, gaps)
		if err != nil {
			return nil, err
		}
		for _, g := range own {
			job, err := p.job(s, g, app, given, preset)
			var missing *ask.NoAnswerError
			switch {
			case errors.As(err, &missing):
				unanswered = append(unanswered, err)
			case err != nil:
				return nil, err
			}
			c.jobs = append(c.jobs, job)
		}
	}
	if len(unanswered) > 0 {
		return nil, errors.Join(unanswered...)
	}
	if err := c.fold(s, before); err != nil {
		return nil, err
	}
	p.leaveForeign(c, gaps)
	return c, nil
}

// fold plans the jobs, and once more where git would ignore what is planned: a piece that creates such a file is refused, and
// the others do without it.
func (c *closing) fold(s *session, before []plan.Change) error {
	for {
		if err := c.once(s, before); err != nil || s.disk == nil || s.lax {
			return err
		}
		more, err := c.leaveIgnored(s)
		if err != nil || !more {
			return err
		}
	}
}

// leaveIgnored tells the jobs which planned files git would ignore, and whether there are any that they did not know of.
func (c *closing) leaveIgnored(s *session) (more bool, err error) {
	ignored, err := s.disk.Ignored(c.plan)
	if err != nil {
		return false, err
	}
	known := map[string]plan.Ignored{}
	for _, job := range c.jobs {
		maps.Copy(known, job.Ignored)
	}
	for _, one := range ignored {
		if _, ok := known[one.Path]; !ok {
			known[one.Path], more = one, true
		}
	}
	for i := range c.jobs {
		c.jobs[i].Ignored = known
	}
	return more, nil
}

func (c *closing) once(s *session, before []plan.Change) (err error) {
	if c.results, err = generators.Run(s.repo, c.jobs); err != nil {
		return err
	}
	if c.plan, err = c.make(s, before); err != nil {
		return err
	}
	for _, r := range c.results {
		r.Settle(c.plan)
	}
	return nil
}

// job answers a gap's questions, unless there is nothing left to do for it. In a new repository there is, where anything can
// be done at all.
func (p *program) job(s *session, g *generators.Gap, app *stack.App, given ask.Answers, preset *presets.Record) (generators.Job, error) {
	job := s.jobFor(g, app)
	audit, err := p.audit(s, job)
	if err != nil || audit.Foreign || !s.fresh && len(audit.Changes) == 0 {
		return job, err
	}
	job.Answers, err = p.fill(g, app, given, preset.Answers(app.ID, g.Name), job.Answers)
	return job, err
}

// audit says how a gap stands. A recorded answer that no question takes is the record's fault.
func (p *program) audit(s *session, job generators.Job) (*generators.Result, error) {
	r, err := generators.Audit(s.repo, job)
	var wrong *ask.WrongAnswerError
	if errors.As(err, &wrong) {
		wrong.Source = ask.From{Source: wrong.Source, Name: presets.RecordPath}
		return nil, p.wrongAnswer(wrong, job.Gap)
	}
	return r, err
}

// jobFor is a gap in an app with what the record holds about it.
func (s *session) jobFor(g *generators.Gap, app *stack.App) generators.Job {
	job := generators.Job{Gap: g, App: app, Others: map[string]ask.Answers{}, Created: s.record.Created()}
	for name, entry := range s.record.Apps[app.ID] {
		job.Others[name] = entry.Answers
	}
	job.Answers = job.Others[g.Name]
	job.Landed = s.record.Apps[app.ID][g.Name].Created
	return job
}

func questionsOf(apps []*stack.App, gaps []*generators.Gap) []ask.Question {
	var all []ask.Question
	for _, app := range apps {
		for _, g := range gaps {
			all = append(all, g.Ask(app)...)
		}
	}
	return all
}

// make folds the changes, then once more with the record of what landed.
func (c *closing) make(s *session, before []plan.Change) (*plan.Plan, error) {
	changes := before
	for _, r := range c.results {
		changes = append(changes, r.Changes...)
	}
	draft := plan.Begin(s.from)
	if err := draft.Fold(changes); err != nil {
		return nil, err
	}
	made, err := draft.Plan()
	if err != nil || made.Empty() {
		return made, err
	}
	if made, err = c.renewed(s, draft, made); err != nil {
		return nil, err
	}
	record, err := c.recordChange(s, made)
	if err != nil {
		return nil, err
	}
	if err := draft.Fold([]plan.Change{record}); err != nil {
		return nil, err
	}
	return draft.Plan()
}

// steps are the parts that are left to the user: places that could not be told, and edits that found none.
func (c *closing) steps() []plan.Step {
	var steps []plan.Step
	for _, r := range c.results {
		steps = append(steps, r.Steps()...)
	}
	return append(steps, c.plan.Steps...)
}
