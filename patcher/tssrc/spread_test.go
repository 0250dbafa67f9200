package tssrc

import (
	"strings"
	"testing"
)

func TestSpreadImports(t *testing.T) {
	path := strings.Repeat("../", 25) + "a.js"
	const short = "import { a, b } from './a.js';\n"
	long := "import type { A, type B as C } from '" + path + "';\n"
	whole := "import * as everything from '" + path + path + "';\n"
	want := short + "import type {\n  A,\n  type B as C,\n} from '" + path + "';\n" + whole
	if got := string(SpreadImports([]byte(short + long + whole))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
