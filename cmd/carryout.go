package cmd

import (
	"context"
	"errors"
	"path"
	"path/filepath"

	"scaffold/patcher"
	"scaffold/plan"
)

// carryOut shows the plan, and writes it when the user says so.
func (p *program) carryOut(ctx context.Context, s *session, c *closing, question string) error {
	steps := c.steps()
	p.show(c, steps)
	p.showDiff(c.plan, !s.fresh || p.dryRun) // of a new repository the list of files tells more than its every line
	switch {
	case c.plan.Empty() && len(steps) > 0 && !p.allowManual:
		return left(steps)
	case c.plan.Empty():
		p.say("\nNothing to do.")
		return nil
	}
	p.sayFiles()
	if err := p.allowed(s, c.plan); err != nil {
		return err
	}
	switch {
	case len(steps) > 0 && !p.allowManual && (p.yes || p.dryRun):
		return left(steps)
	case p.dryRun:
		p.say("This was a dry run: nothing was written.")
		return nil
	}
	if len(steps) > 0 {
		p.say("\n%s", paint(red, leftToYou(len(steps))))
	}
	yes, err := p.confirmed(question, len(steps) == 0)
	if err != nil || !yes {
		return err
	}
	if err := p.apply(ctx, s, c.plan, p.report.Again); err != nil {
		return err
	}
	p.done(s, c, steps)
	return nil
}

// apply writes a plan. A signal that comes meanwhile lets it end, one way or the other.
func (p *program) apply(ctx context.Context, s *session, planned *plan.Plan, command string) (err error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.wrote = true
	if s.disk == nil {
		made, err := makeFolders(s.root)
		defer func() {
			if !p.report.Applied {
				removeFolders(made)
			}
		}()
		if err != nil {
			return err
		}
		if s.disk, err = plan.Open(s.root, nil); err != nil {
			return err
		}
	}
	if err := s.disk.Apply(ctx, planned, command); err != nil {
		return err
	}
	p.report.Applied = true
	return nil
}

// allowed refuses what must not be written, before anybody is asked: files that are in the way or out of reach, that
// hold changes which nobody has committed, or that git ignores.
func (p *program) allowed(s *session, planned *plan.Plan) error {
	if s.disk == nil {
		return nil
	}
	if top, err := gitTop(s.root); err == nil && top == "" {
		p.note("this is no git repository; what undo needs is kept in .scaffold/undo")
	}
	if err := s.disk.Check(planned); err != nil {
		return err
	}
	if !p.includeIgnored {
		if err := s.lost(planned); err != nil {
			return err
		}
	}
	dirty, err := s.dirty(planned)
	if err != nil || p.allowDirty {
		return err
	}
	var problems []error
	for _, name := range dirty {
		problems = append(problems, &patcher.Problem{
			Kind: patcher.Conflict,
			Path: name,
			What: "has uncommitted changes",
			Todo: "commit or stash them, or give --allow-dirty",
		})
	}
	return errors.Join(problems...)
}

// lost refuses planned files that git would ignore.
func (s *session) lost(planned *plan.Plan) error {
	ignored, err := s.disk.Ignored(planned)
	problems := []error{err}
	for _, one := range ignored {
		problems = append(problems, one.Problem())
	}
	return errors.Join(problems...)
}

// dirty returns the planned files with changes that are in no commit, also where the repository of a service that
// scaffold made lies in a larger one of git's.
func (s *session) dirty(planned *plan.Plan) ([]string, error) {
	dirty, err := s.disk.Dirty(planned)
	if err != nil {
		return nil, err
	}
	top, err := gitTop(s.root)
	if err != nil || top == "" || top == s.root {
		return dirty, err
	}
	inside, err := filepath.Rel(top, s.root)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, name := range planned.Paths() {
		paths = append(paths, path.Join(filepath.ToSlash(inside), name))
	}
	return plan.Dirty(top, paths)
}

// left ends a run that would leave a part to the user without having been told that this is fine.
func left(steps []plan.Step) error {
	var problems []error
	for _, step := range steps {
		problems = append(problems, step.Problem)
	}
	return errors.Join(append(problems, &patcher.Problem{
		Kind: patcher.NotUnderstood,
		What: "nothing was written",
		Todo: "do what is left to you and run again, or give --allow-manual to have the rest applied",
	})...)
}
