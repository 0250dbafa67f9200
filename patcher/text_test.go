package patcher

import (
	"errors"
	"testing"
)

func TestEOL(t *testing.T) {
	for _, c := range []struct {
		src    string
		offset int
		want   string
	}{
		{"", 0, "\n"},
		{"a", 1, "\n"},
		{"a\r\nb\n", 3, "\r\n"},
		{"a\r\nb\n", 5, "\n"},
		{"a\r\nb\n", 0, "\r\n"},
		{"\n", 0, "\n"},
	} {
		if got := EOL([]byte(c.src), c.offset); got != c.want {
			t.Errorf("EOL(%q, %d) = %q, want %q", c.src, c.offset, got, c.want)
		}
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct {
		src               string
		offset, line, col int
	}{
		{"", 0, 1, 1},
		{"ab\ncd", 4, 2, 2},
		{"é日x", 5, 1, 3},
		{BOM + "ab", 4, 1, 2},
		{"ab", 99, 1, 3},
	} {
		if line, col := At([]byte(c.src), c.offset); line != c.line || col != c.col {
			t.Errorf("At(%q, %d) = %d:%d, want %d:%d", c.src, c.offset, line, col, c.line, c.col)
		}
	}
}

func TestReadable(t *testing.T) {
	for src, want := range map[string]string{
		"":                "",
		BOM + "é\r\n":     "",
		"\xff\xfea\x00":   "the file is UTF-16; save it as UTF-8",
		"ab\ncd\x00":      "a NUL byte: the file is binary; name a text file",
		"caf\xe9":         "byte 3 (0xE9) is not UTF-8; save the file as UTF-8",
		"\xef\xbf\xbd ok": "",
		"a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\n": "the file has a merge conflict; resolve it first",
		"a <<<<<<< x\n>>>>>>> y\n":                 "",
	} {
		err := Readable([]byte(src))
		var p *Problem
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", src, err)
		case want != "" && (!errors.As(err, &p) || p.Error() != want || p.Line == 0):
			t.Errorf("%q: got %v, want %s", src, err, want)
		}
	}
}

func TestSpliceLeavesItsSource(t *testing.T) {
	src := []byte("abcdef")[:3]
	if got := string(Splice(src, 1, 2, "XYZ")); got != "aXYZc" {
		t.Error(got)
	}
	if whole := string(src[:6]); whole != "abcdef" {
		t.Errorf("the source became %q", whole)
	}
}

func TestOffset(t *testing.T) {
	for _, c := range []struct {
		src             string
		line, col, want int
	}{
		{"", 1, 1, 0},
		{"ab\ncd", 2, 2, 4},
		{"é\r\nx", 2, 1, 4},
		{"ab", 3, 1, 0},
	} {
		if got := Offset([]byte(c.src), c.line, c.col); got != c.want {
			t.Errorf("Offset(%q, %d, %d) = %d, want %d", c.src, c.line, c.col, got, c.want)
		}
	}
}

func TestPresent(t *testing.T) {
	for what, src := range map[string][]byte{"": {}, "there is no such file": nil, "a NUL byte: the file is binary": {0}} {
		err := Present(src, "restore it")
		var p *Problem
		if errors.As(err, &p) != (what != "") || p != nil && p.What != what {
			t.Errorf("%q gives %v, want %q", src, err, what)
		}
	}
}
