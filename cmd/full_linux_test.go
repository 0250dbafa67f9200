package cmd

import (
	"bytes"
	"os"
	"testing"
)

// TestFullOutput: a document that cannot be written is no success.
func TestFullOutput(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	c := command(t.TempDir(), "list", "--json")
	var text bytes.Buffer
	c.Stdout, c.Stderr = full, &text
	if code := codeOf(t, c.Run()); code != 1 || text.String() != "scaffold: standard output: no space left on device\n" {
		t.Errorf("exit %d, %q", code, text.String())
	}
}
