package cmd

import (
	"maps"
	"slices"

	"scaffold/generators"
	"scaffold/patcher"
	"scaffold/plan"
	"scaffold/presets"
)

// recordChange is the change that writes down what the plan does: answers, files with their hashes, edits with their
// reasons, and the text of the created files as the base of a later merge.
func (c *closing) recordChange(s *session, draft *plan.Plan) (plan.Change, error) {
	record := s.record.Clone()
	base, err := presets.ParseBase(s.repo.Read(presets.BasePath))
	if err != nil {
		return plan.Change{}, err
	}
	for _, job := range slices.Concat(c.jobs, c.others) {
		note(record, base, job, draft)
	}
	text, err := record.Encode()
	if err != nil {
		return plan.Change{}, err
	}
	return plan.Change{
		Gap:  "record",
		App:  ".",
		What: "remember what was added, for the next run",
		Edits: []patcher.FileEdit{
			{Path: presets.RecordPath, Edit: replace(s, presets.RecordPath, text)},
			{Path: presets.BasePath, Edit: replace(s, presets.BasePath, base.Encode())},
		},
	}, nil
}

func replace(s *session, path string, text []byte) patcher.Create {
	create := patcher.Create{Content: text}
	if old := s.repo.Read(path); old != nil {
		create.Replaces = patcher.Hash(old)
	}
	return create
}

// note adds what the draft does for one job to the record.
func note(record *presets.Record, base presets.Base, job generators.Job, draft *plan.Plan) {
	entry := record.Entry(job.App.ID, job.Gap.Name)
	landed := false
	for _, f := range draft.Files {
		for _, reason := range f.Reasons {
			if reason.Gap != job.Gap.Name || reason.App != job.App.ID {
				continue
			}
			landed = true
			if reason.Edit == (patcher.Create{}).String() {
				base[f.Path] = f.After
				if f.Before == nil || entry.Created[f.Path] != "" {
					entry.Created[f.Path] = patcher.Hash(f.After)
				} else {
					record.Renew(f.Path, patcher.Hash(f.After))
				}
				continue
			}
			entry.AddEdit(f.Path, reason.What)
		}
	}
	if landed {
		maps.Copy(entry.Answers, job.Answers)
		record.Put(job.App.ID, job.Gap.Name, entry)
	}
}
