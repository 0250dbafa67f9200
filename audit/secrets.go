package audit

import "slices"

var secretChecks = slices.Concat(secretSource, []Check{
	closer("secrets.default", High, 15, "no secret has a value to fall back on", "where the variable is forgotten, everybody knows the secret", secretDefaults),
})

// secretDefaults looks for what the code takes where the variable of a secret is not set.
func secretDefaults(v *View) []Outcome {
	if v.App.Language.Reads == nil {
		return notApplicable("the variables that it reads are not known")
	}
	var outcomes []Outcome
	clean := false
	var first Outcome
	for _, read := range v.App.Language.Reads(v.Repo, v.App) {
		if !secretName().MatchString(read.Name) {
			continue
		}
		if read.Default != "" {
			outcomes = append(outcomes, Outcome{Status: Fail, At: read.At, Why: read.Name + " falls back on a value in the source", Key: read.Name})
		} else if !clean {
			clean, first = true, Outcome{Status: Pass, At: read.At, By: read.Name + " has nothing to fall back on"}
		}
	}
	switch {
	case len(outcomes) > 0:
		return outcomes
	case clean:
		return []Outcome{first}
	}
	return notApplicable("it reads no secret from its environment")
}
