package audit

import (
	"scaffold/generators"
	"scaffold/stack"
	"scaffold/stack/source"
)

var healthChecks = []Check{
	closer("health.liveness", Medium, 10, "a probe says whether the process lives", "a process that hangs is never replaced", liveness),
	closer("health.readiness-db", High, 15, "the readiness probe asks the database", "traffic reaches a process that cannot answer it", readinessAsks),
}

// added is where an earlier run put a piece, by its short name.
func (v *View) added(gap, name string) (source.Pos, bool) {
	r := v.Result(gap)
	if r == nil {
		return source.Pos{}, false
	}
	for _, f := range r.Findings {
		if f.Piece.Check.Name == name && f.Status == generators.Present && f.Found.By == earlier {
			return stands(r, f.Piece), true
		}
	}
	return source.Pos{}, false
}

func liveness(v *View) []Outcome {
	if v.App.Front() {
		return notApplicable("another check looks at the probes of pages")
	}
	if found, ok := v.App.Found[stack.Liveness]; ok {
		return pass(found.At, found.By)
	}
	if at, ok := v.added("health", "probes"); ok {
		return pass(at, earlier)
	}
	if s := generators.MayAnswerProbes(v.Repo, v.App); s.Doubt != "" {
		return unknown(s.At, s.Doubt)
	}
	return fail(v.App.At, "no route answers it")
}

func readinessAsks(v *View) []Outcome {
	if v.App.Front() {
		return notApplicable("pages keep no database")
	}
	if why := generators.NoDatabase(v.Repo, v.App); why != "" {
		return notApplicable(why)
	}
	if at, ok := v.added("health", "probes"); ok {
		return pass(at, earlier)
	}
	found, ok := v.App.Found[stack.Readiness]
	if !ok {
		return notApplicable("there is no readiness probe, as another check says")
	}
	for _, r := range v.App.Routes() {
		if r.At == found.At && r.Plain {
			return fail(found.At, "it says that all is well without asking anything")
		}
		if r.At == found.At {
			return pass(found.At, found.By)
		}
	}
	return unknown(found.At, "what the probe asks is not to be seen")
}
