package audit

// formatVersion is that of the JSON document, whose schema is docs/audit.schema.json.
const formatVersion = 1

// Report is what an audit found. It has no times, so that two runs give the same bytes.
type Report struct {
	Version  int            `json:"version"`
	Tool     string         `json:"tool"`   // version of the tool
	Score    int            `json:"score"`  // 0 to 100
	Status   string         `json:"status"` // in a few words
	Levels   []LevelReport  `json:"levels"`
	Counts   map[string]int `json:"counts"` // open findings by severity
	Apps     []AppReport    `json:"apps"`
	Gaps     []GapReport    `json:"gaps"`
	Findings []Finding      `json:"findings"`
	Stale    []Waiver       `json:"staleWaivers,omitempty"`
	Notes    []string       `json:"notes,omitempty"`
}

// LevelReport says whether a level is reached, and by how many findings it is missed.
type LevelReport struct {
	Level   Level `json:"level"`
	Reached bool  `json:"reached"`
	Missing int   `json:"missing"`
}

// AppReport is one app that was looked at.
type AppReport struct {
	ID        string `json:"id"`
	Name      string `json:"name,omitempty"`
	Framework string `json:"framework"`
	At        Place  `json:"at"`
}

// GapReport sums up a gap over all apps.
type GapReport struct {
	Gap      string   `json:"gap"`
	Title    string   `json:"title"`
	Severity Severity `json:"severity"`
	Score    int      `json:"score"` // 0 to 100
	Passed   int      `json:"passed"`
	Open     int      `json:"open"`
	Minutes  int      `json:"minutes"` // what closing it costs a person
	Fix      string   `json:"fix,omitempty"`
}

// Place is a file, and a line from 1, 0 for the file as a whole.
type Place struct {
	Path string `json:"path,omitempty"`
	Line int    `json:"line,omitempty"`
}

// Finding is what one check saw in one app.
type Finding struct {
	Check    string   `json:"check"`
	Gap      string   `json:"gap"`
	App      string   `json:"app,omitempty"`
	Title    string   `json:"title"`
	Status   Status   `json:"status"`
	Severity Severity `json:"severity"`
	Level    Level    `json:"level"`
	Impact   string   `json:"impact,omitempty"`
	Minutes  int      `json:"minutes,omitempty"`
	At       Place    `json:"at"`
	Evidence string   `json:"evidence,omitempty"`
	Why      string   `json:"why,omitempty"`
	Key      string   `json:"key,omitempty"`
	Fix      string   `json:"fix,omitempty"`
	Waived   *Waiver  `json:"waived,omitempty"`
	Known    bool     `json:"known,omitempty"` // the baseline has it
}

// Open tells whether something is to be done about the finding.
func (f Finding) Open() bool { return (f.Status == Fail || f.Status == Partial) && f.Waived == nil }

// Fingerprint tells the finding from all others, and stays the same when lines move.
func (f Finding) Fingerprint() string {
	id := f.Check + "|" + f.App
	if f.Key != "" {
		id += "|" + f.Key
	}
	return id
}
