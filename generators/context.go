package generators

import (
	"maps"
	"path"
	"slices"

	"scaffold/ask"
	"scaffold/plan"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Context is what a gap's functions are given: the app, the answers, and what earlier runs left here.
type Context struct {
	Job
	Gaps     []*Gap // all that there are
	Repo     *source.Repo
	Planned  map[string][]byte // text of each file that this run creates for the gaps before this one, by path
	closing  map[string]bool   // the gaps that this run closes in the app
	memo     *memo             // shared by the contexts of an app
	answered map[string]string // what allAnswers returned first
	refused  map[refusal]bool  // what was refused when the run was planned before
	settled  bool              // what this run creates is known, and stands in Created
}

// Job is one gap to close in one app.
type Job struct {
	Gap     *Gap
	App     *stack.App
	Answers ask.Answers             // to the gap's questions
	Others  map[string]ask.Answers  // answers to the other gaps' questions, recorded or of this run, by gap
	Created map[string]string       // hash of each file that earlier runs created, by path
	Landed  map[string]string       // those of them that were created for this gap in this app
	Idle    bool                    // nothing of the gap is added here, by this run or an earlier one: no text may speak of it
	Ignored map[string]plan.Ignored // files that git would leave out, by path: a piece that creates one is refused
	looked  bool                    // it is planned only to see how it stands: new files need not look like the target's own
}

// refusal is a piece that cannot be added to an app.
type refusal struct {
	app   string
	piece *Piece
}

// Run plans the jobs in turn. Nothing is written and nothing is asked. What is refused shows only when it is planned: then
// the jobs are planned once more, until none builds upon what will not be there.
func Run(repo *source.Repo, jobs []Job) ([]*Result, error) {
	refused := map[refusal]bool{}
	for {
		results, err := runOnce(repo, jobs, refused)
		if err != nil {
			return nil, err
		}
		known, idle := len(refused), false
		jobs = slices.Clone(jobs)
		for i, r := range results {
			for _, f := range r.Findings {
				if f.Status == Refused {
					refused[refusal{r.App.ID, f.Piece}] = true
				}
			}
			if len(jobs) > 1 && jobs[i].opens() && !jobs[i].recorded() && len(r.Changes) == 0 {
				jobs[i].Idle, idle = true, true
			}
		}
		if !idle && len(refused) == known {
			return results, nil
		}
	}
}

func runOnce(repo *source.Repo, jobs []Job, refused map[refusal]bool) ([]*Result, error) {
	var results []*Result
	made := contextsOf(repo, jobs)
	made.refused = refused
	for _, job := range jobs {
		r, err := made.of(job).plan()
		if err != nil {
			return nil, err
		}
		r.Recorded = job.recorded()
		maps.Copy(made.planned, r.Created)
		results = append(results, r)
	}
	return results, nil
}

// answersOf returns the answers of the jobs, by app and gap.
func answersOf(jobs []Job) map[string]map[string]ask.Answers {
	all := map[string]map[string]ask.Answers{}
	for _, job := range jobs {
		if all[job.App.ID] == nil {
			all[job.App.ID] = map[string]ask.Answers{}
		}
		if job.opens() {
			all[job.App.ID][job.Gap.Name] = job.Answers
		}
	}
	return all
}

// withAnswers lays the answers of a run over the recorded ones.
func withAnswers(recorded, given map[string]ask.Answers) map[string]ask.Answers {
	all := map[string]ask.Answers{}
	maps.Copy(all, recorded)
	maps.Copy(all, given)
	return all
}

// gapsOf returns the names of the gaps that the jobs close in an app. One of which the app has every feature is not
// closed by us.
func gapsOf(app *stack.App, jobs []Job) map[string]bool {
	names := map[string]bool{}
	for _, job := range jobs {
		if job.App.ID == app.ID && job.opens() {
			names[job.Gap.Name] = true
		}
	}
	return names
}

// recorded tells whether an earlier run closed the gap in the app.
func (j Job) recorded() bool {
	_, answered := j.Others[j.Gap.Name]
	return answered || len(j.Landed) > 0
}

// opens tells whether the app lacks something of the gap, or has it from an earlier run.
func (j Job) opens() bool {
	return len(j.Landed) > 0 || !j.Idle && slices.ContainsFunc(j.Gap.Pieces, func(p Piece) bool {
		found, there := j.App.Found[p.Provides]
		return !there || j.Created[found.At.Path] != "" || found.Partial != "" && p.Completes
	})
}

// allAnswers returns the answers to the questions of every gap: this run's, else the recorded ones, else the
// defaults. Files that several gaps share are the same whichever of them comes first.
func (c *Context) allAnswers() map[string]string {
	if c.answered != nil {
		return c.answered
	}
	all := map[string]string{}
	for _, g := range c.Gaps {
		for _, q := range g.questions(c.App) {
			all[q.Key] = q.Default
		}
		maps.Copy(all, c.Others[g.Name])
	}
	maps.Copy(all, c.Answers)
	c.answered = all
	return all
}

// base is the folder of the app's manifest, where its environment templates stand.
func (c *Context) base() string {
	if module, ok := c.App.Facts[stack.Module]; ok {
		return path.Dir(module.At.Path)
	}
	return c.App.Dir
}

// Audit says how a gap stands in an app whatever its questions' answers: the recorded ones, else the defaults. A result
// without changes leaves nothing to ask.
func Audit(repo *source.Repo, job Job) (*Result, error) {
	answers, err := ask.Fill(job.Gap.Ask(job.App), ask.Given(job.Answers), ask.Defaults{})
	if err != nil {
		return nil, err
	}
	job.Answers, job.looked = answers, true
	results, err := Run(repo, []Job{job})
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// Lacks names the places that a gap needs and a framework does not offer.
func Lacks(g *Gap, f *stack.Framework) []string {
	var lacks []string
	for _, p := range g.Pieces {
		for _, call := range p.Calls {
			if _, ok := f.Seams[call.Seam]; !ok && !call.Optional && g.makes(f, call.Role) {
				lacks = append(lacks, string(call.Seam))
			}
		}
	}
	return lacks
}
