package cmd

import (
	"encoding/json"
	"fmt"

	"scaffold/patcher"
)

// report is what a run did or would do. It is printed as text while the run goes on, or as one JSON document at its end.
type report struct {
	Command  string       `json:"command"`
	Apps     []appReport  `json:"apps,omitempty"`
	Gaps     []gapReport  `json:"gaps,omitempty"`
	Files    []fileReport `json:"files,omitempty"`
	Diff     string       `json:"diff,omitempty"`
	Steps    []stepReport `json:"steps,omitempty"`
	Notes    []string     `json:"notes,omitempty"`
	Applied  bool         `json:"applied"`
	Next     []string     `json:"next,omitempty"`
	Again    string       `json:"again,omitempty"`  // the command that gives the same answers
	Result   any          `json:"result,omitempty"` // what list, explain, preset and version tell
	Error    *failure     `json:"error,omitempty"`
	ExitCode int          `json:"exitCode"`
}

type appReport struct {
	Dir       string            `json:"dir"`
	Name      string            `json:"name,omitempty"`
	Framework string            `json:"framework"`
	Major     int               `json:"major,omitempty"`
	At        string            `json:"at"`
	Facts     map[string]string `json:"facts,omitempty"`
}

type gapReport struct {
	App    string        `json:"app"`
	Gap    string        `json:"gap"`
	Pieces []pieceReport `json:"pieces"`
}

type pieceReport struct {
	What   string `json:"what"`
	Status string `json:"status"`
	At     string `json:"at,omitempty"`
	By     string `json:"by,omitempty"`
	Why    string `json:"why,omitempty"`
	Paste  string `json:"paste,omitempty"`
}

type fileReport struct {
	Path   string `json:"path"`
	Change string `json:"change"` // new, changed, removed
	Added  int    `json:"added"`
	Cut    int    `json:"removed"`
}

type stepReport struct {
	App   string `json:"app"`
	Gap   string `json:"gap"`
	What  string `json:"what"`
	Where string `json:"where,omitempty"`
	Why   string `json:"why"`
	Paste string `json:"paste,omitempty"`
}

// failure is a problem as JSON.
type failure struct{ *patcher.Problem }

// MarshalJSON spells the problem's fields for scripts.
func (f failure) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{
		"exitCode": int(f.Kind), "path": f.Path, "line": f.Line, "column": f.Col,
		"what": f.What, "todo": f.Todo, "paste": f.Code, "message": f.Error(),
	})
}

func (p *program) printJSON() {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(p.report); err != nil {
		fmt.Fprintln(p.err, "scaffold:", err)
	}
}
