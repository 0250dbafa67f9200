package ask

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
)

var (
	store = Question{Key: "store", Prompt: "Where?", Default: "memory", Choices: []Choice{{Value: "memory"}, {Value: "redis", Title: "Redis"}}}
	url   = Question{Key: "url", Prompt: "At which address?", Default: "redis://localhost",
		When: func(a Answers) bool { return a["store"] == "redis" }}
	limit = Question{Key: "limit", Prompt: "How many?", Help: "A number.", Default: "100", Check: func(text string) error {
		if strings.Trim(text, "0123456789") != "" {
			return errors.New("want a number")
		}
		return nil
	}}
	tls = Question{Key: "tls", Prompt: "Encrypt?", Default: "no", Choices: []Choice{{Value: "yes"}, {Value: "no"}}}
)

func TestFill(t *testing.T) {
	all := []Question{store, url, limit}
	for _, test := range []struct {
		name    string
		sources []Source
		want    Answers
	}{
		{"the defaults", []Source{Defaults{}}, Answers{"store": "memory", "limit": "100"}},
		{"the first that knows wins", []Source{Given{"limit": "5"}, Given{"limit": "6", "store": "redis"}, Defaults{}},
			Answers{"store": "redis", "url": "redis://localhost", "limit": "5"}},
		{"what is not asked is not answered", []Source{Given{"url": "x"}, Defaults{}}, Answers{"store": "memory", "limit": "100"}},
		{"a name changes nothing", []Source{From{Given{"limit": "7"}, "--set"}, Defaults{}}, Answers{"store": "memory", "limit": "7"}},
	} {
		if got, err := Fill(all, test.sources...); err != nil || !maps.Equal(got, test.want) {
			t.Errorf("%s: %v %v, want %v", test.name, got, err, test.want)
		}
	}
}

// TestFillNamesAllMissing: a script is told every flag at once.
func TestFillNamesAllMissing(t *testing.T) {
	_, err := Fill([]Question{store, url, limit}, Given{"store": "redis"})
	var flags []string
	for _, each := range err.(interface{ Unwrap() []error }).Unwrap() {
		var missing *NoAnswerError
		if !errors.As(each, &missing) {
			t.Fatal(each)
		}
		flags = append(flags, missing.Flag())
	}
	if got := strings.Join(flags, " "); got != "--set url=redis://localhost --set limit=100" {
		t.Errorf("got %s", got)
	}
	if got := (&NoAnswerError{store}).Flag(); got != "--set store=memory|redis" {
		t.Errorf("got %s", got)
	}
}

func TestFillRefusesWrongValues(t *testing.T) {
	for _, test := range []struct {
		source Source
		want   string
	}{
		{Given{"store": "disk"}, "store=disk is not a choice; take one of memory, redis"},
		{Given{"store": ""}, "store= is not a choice; take one of memory, redis"},
		{Given{"limit": "many"}, "limit=many: want a number"},
	} {
		_, err := Fill([]Question{store, limit}, From{test.source, "file"}, Defaults{})
		var wrong *WrongAnswerError
		if !errors.As(err, &wrong) || err.Error() != test.want || wrong.Source.(From).Name != "file" {
			t.Errorf("%v: %v, want %s", test.source, err, test.want)
		}
	}
	if _, err := Fill([]Question{store}, Prompt{refusing{}}); !errors.Is(err, ErrInterrupted) {
		t.Errorf("an interrupted question: %v", err)
	}
}

type refusing struct{}

func (refusing) Ask(Question) (string, error) { return "", ErrInterrupted }

// TestLines plays whole dialogues on a terminal that can only write lines.
func TestLines(t *testing.T) {
	for _, test := range []struct {
		q                  Question
		typed, want, shown string
	}{
		{store, "\n", "memory", "Where?\n  memory\n  redis  Redis\n[memory]: "},
		{store, "disk\nredis\n", "redis", "Where?\n  memory\n  redis  Redis\n[memory]:   store=disk is not a choice; take one of memory, redis\nWhere?\n  memory\n  redis  Redis\n[memory]: "},
		{limit, "?\n many \n7\n", "7", "How many?\n[100]:   A number.\nHow many?\n[100]:   limit=many: want a number\nHow many?\n[100]: "},
		{tls, "Y\n", "yes", "Encrypt? yes or no [no]: "},
		{tls, "\n", "no", "Encrypt? yes or no [no]: "},
		{tls, "maybe\nn\n", "no", "Encrypt? yes or no [no]:   tls=maybe is not a choice; take one of yes, no\nEncrypt? yes or no [no]: "},
		{limit, "", "", "How many?\n[100]: "},
		{limit, "7", "", "How many?\n[100]: "},
	} {
		var out strings.Builder
		got, err := Lines{In: bufio.NewReader(strings.NewReader(test.typed)), Out: &out}.Ask(test.q)
		if got != test.want || (err != nil) != (test.want == "") || err != nil && !errors.Is(err, ErrInterrupted) {
			t.Errorf("%q: %q %v, want %q", test.typed, got, err, test.want)
		}
		if out.String() != test.shown {
			t.Errorf("%q shows\n%s\nwant\n%s", test.typed, out.String(), test.shown)
		}
	}
}

// TestBroken tries every width: no line is wider where its words allow it, no word is lost, and the last leaves room.
func TestBroken(t *testing.T) {
	text := "How many requests may one address make in a window of time?"
	for width := 12; width < 80; width++ {
		for _, room := range []int{0, 6, 10} {
			lines := broken(text, width, room)
			if got := strings.Join(lines, " "); got != text {
				t.Errorf("%d: %q", width, got)
			}
			for i, line := range lines {
				space := 0
				if i == len(lines)-1 && strings.Contains(line, " ") {
					space = room
				}
				if len(line)+space > width {
					t.Errorf("%d, room %d: %q is too wide", width, room, line)
				}
			}
		}
	}
	for _, width := range []int{-3, 0, 11} {
		if got := broken(text, width, 5); len(got) != 1 {
			t.Errorf("width %d is no use: %q", width, got)
		}
	}
}

// TestKeys reads what is typed key by key, although it comes all at once.
func TestKeys(t *testing.T) {
	for typed, want := range map[string]string{
		"ab\r":             `"a" "b" "\r"`,
		"\x1b[Bx":          `"\x1b[B" "x"`,
		"n\x1b[24;80R\x03": `"n" "\x1b[24;80R" "\x03"`,
		"\x1b[1;5C\x1b":    `"\x1b[1;5C" "\x1b"`,
		"\x04":             `"\x03"`, // the end of the input is no Enter
		"\x1b[2":           `"\x1b[2"`,
		"\xc3\xbc":         `"\xc3" "\xbc"`,
	} {
		keys := &Keys{FileReader: fake{strings.NewReader(typed)}}
		var got []string
		for {
			into := make([]byte, 4096)
			n, err := keys.Read(into)
			if err != nil {
				break
			}
			got = append(got, fmt.Sprintf("%q", into[:n]))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %s, want %s", typed, strings.Join(got, " "), want)
		}
	}
	keys := &Keys{FileReader: fake{strings.NewReader("abc")}}
	keys.Read(make([]byte, 1))
	keys.Drop()
	if n, err := keys.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Error("what was dropped is read")
	}
}

type fake struct{ *strings.Reader }

func (fake) Fd() uintptr { return 0 }
