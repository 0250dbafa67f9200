package generators

import "testing"

// TestAVariableHasOneText: which gap brings a variable first must not show in the templates of the environment.
func TestAVariableHasOneText(t *testing.T) {
	texts := map[string]EnvKey{}
	for _, g := range All {
		for _, p := range g.Pieces {
			for _, k := range p.Env {
				if first, ok := texts[k.Name]; ok && first != k {
					t.Errorf("%s is %+v in one gap and %+v in %s; make one value of them", k.Name, first, k, g.Name)
				}
				texts[k.Name] = k
			}
		}
	}
}
