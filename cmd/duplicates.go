package cmd

import (
	"fmt"
	"path"

	"scaffold/patcher"
	"scaffold/patcher/jsonsrc"
	"scaffold/plan"
)

// noteDuplicates names the keys that stand twice in a JSON file which the plan changes. They are kept: but what reads
// the file takes the last only, and a package manager drops the others when it writes the file.
func (p *program) noteDuplicates(planned *plan.Plan) {
	for _, f := range planned.Files {
		if f.Before == nil || path.Ext(f.Path) != ".json" {
			continue
		}
		for _, d := range jsonsrc.Duplicates(f.Before) {
			p.noteAt(duplicateKey(f.Path, d))
		}
	}
}

func duplicateKey(name string, d jsonsrc.Duplicate) *patcher.Problem {
	last := len(d.Lines) - 1
	where := "line "
	if last > 1 {
		where = "lines "
	}
	for i, line := range d.Lines[:last] {
		if i > 0 {
			where += " and "
		}
		where += fmt.Sprint(line)
	}
	return &patcher.Problem{
		Kind: patcher.NotUnderstood,
		Path: name,
		Line: d.Lines[last],
		What: fmt.Sprintf("the key %.60q stands in %s as well, and only the last one counts", d.Name, where),
		Todo: "make them one",
	}
}
