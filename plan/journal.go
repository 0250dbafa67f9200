package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"

	"scaffold/patcher"
)

// The journal's form: a line with its name and version, a line with the hash of all that follows, a line of JSON, and
// the texts one after the other.
const (
	formName    = "scaffold journal "
	formVersion = 1
)

// header is the line of JSON.
type header struct {
	run
	Sizes []int // of the texts; -1 for none
}

// encode returns the journal's text for a run.
func (r *run) encode() ([]byte, error) {
	head := header{run: *r}
	var texts []byte
	for _, e := range r.Files {
		if e.text == nil {
			head.Sizes = append(head.Sizes, -1)
			continue
		}
		head.Sizes = append(head.Sizes, len(e.text))
		texts = append(texts, e.text...)
	}
	line, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	body := append(append(line, '\n'), texts...)
	return fmt.Appendf(nil, "%s%d\n%s\n%s", formName, formVersion, patcher.Hash(body), body), nil
}

// decode reads a journal's text. It never guesses: what is not whole is an error.
func decode(name string, text []byte) (*run, error) {
	form, rest, _ := bytes.Cut(text, []byte("\n"))
	number, ours := strings.CutPrefix(string(form), formName)
	if version, err := strconv.Atoi(number); ours && err == nil && version > formVersion {
		return nil, refuse(name, "is the journal of a newer version", "use that version")
	}
	hash, body, _ := bytes.Cut(rest, []byte("\n"))
	line, texts, whole := bytes.Cut(body, []byte("\n"))
	var head header
	if !ours || !whole || string(hash) != patcher.Hash(body) || json.Unmarshal(line, &head) != nil || !head.share(texts) {
		return nil, damaged(name)
	}
	return &head.run, nil
}

// share gives the files their texts.
func (h *header) share(texts []byte) bool {
	if len(h.Sizes) != len(h.Files) {
		return false
	}
	for i, size := range h.Sizes {
		if size < 0 {
			continue
		}
		if size > len(texts) {
			return false
		}
		h.Files[i].text, texts = texts[:size:size], texts[size:]
	}
	return true
}

func damaged(name string) error {
	return &patcher.Problem{
		Kind: patcher.RecoveryNeeded,
		Path: name,
		What: "the journal is damaged; no file was touched",
		Todo: "compare the repository with its last commit, then remove the journal",
	}
}

// The names of the journal's files.
const (
	pendingName = "pending" // a run that has begun and not ended
	freshName   = "pending.new"
	runPrefix   = "run-"
	keptRuns    = 50
)

func runName(counter int) string { return fmt.Sprintf("%s%06d", runPrefix, counter) }

// load reads one file of the journal; nil when there is none.
func (d *Disk) load(name string) (*run, error) {
	text, err := d.store.read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	shown := path.Join(d.store.name, name)
	if err != nil {
		return nil, &patcher.Problem{Kind: patcher.RecoveryNeeded, Path: shown, What: reason(err).Error(), Todo: "see to the rights of the file"}
	}
	return decode(shown, text)
}

// counters returns the numbers of the runs in the journal, ascending. Order is by number, never by the clock.
func (d *Disk) counters() ([]int, error) {
	open, err := d.store.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer open.Close()
	names, err := open.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, name := range names {
		digits, isRun := strings.CutPrefix(name, runPrefix)
		if number, err := strconv.Atoi(digits); isRun && err == nil {
			numbers = append(numbers, number)
		}
	}
	sort.Ints(numbers)
	return numbers, nil
}
