package generators

import (
	"errors"
	"iter"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"scaffold/ask"
	"scaffold/stack"
)

// Privacy says what is held about people, and lets them see, take along and erase it.
var Privacy = &Gap{
	Name:  "privacy",
	Title: "Privacy",
	Doc: "Makes a data map from the tables of the service: which columns tell of a person, on which legal basis they are held, " +
		"for how long, and what erasing the person does to each row. From it come an export with its schema, an erasure in one " +
		"transaction with a list that is replayed after a restore and some days in which it can be taken back, consents by " +
		"purpose and version, and a retention job that shows first what it would delete. A test fails on a new column that looks personal and has no policy. Documents for " +
		"the policy, cookies and retention state what the code does, and mark what a lawyer must decide.",
	Severity: "high",
	Risk:     "The service cannot give people their data or erase it, which the law gives it a month for, and it forgets new columns.",
	Seed:     "A11",
	Proof: "until its date an erasure can be taken back; after it no row and no log holds the person; the export holds every row of theirs and none of " +
		"another's, and validates against its schema; a new personal column without a policy fails a test",
	Questions: privacyQuestions,
	Pieces: []Piece{
		{
			What:  "say what is held about people, and let them export and erase it",
			Check: Check{Name: "rights", Minutes: 120, Needless: NoDatabase, Seen: doubted(givesBack, "people can have something erased or exported, and whether it is all is not to be seen")},
			Files: []stack.File{
				{Dir: "lib", Role: "privacy-map"},
				{Dir: "routes/privacy", Role: "privacy"},
				{Dir: "scripts", Role: "apply-retention"},
				{Dir: "scripts", Role: "personal-data-request"},
			},
			Root: []RootFile{
				{Path: "docs/PRIVACY_POLICY.md"},
				{Path: "docs/COOKIES.md"},
				{Path: "docs/DATA_RETENTION.md"},
			},
			Calls:   []Call{{Seam: stack.Routes, Symbol: "Privacy", Role: "privacy"}},
			Tables:  []Table{{Name: "privacy_consents"}, {Name: "privacy_erasures"}, {Name: "privacy_erasure_requests"}},
			Scripts: privacyScripts,
			Env:     slices.Clone(databaseKeys),
		},
		{
			Provides: stack.CookieBanner,
			What:     "ask before anything is stored in a browser that need not be",
			Check:    Check{Name: "cookie-banner", Severity: "low", Minutes: 30},
			Files: []stack.File{
				{Role: "cookie-banner"},
				{Role: "cookies-page"},
				{Dir: "lib", Role: "consents-client"},
			},
			Calls: []Call{{Seam: stack.Document, Symbol: "CookieBanner", Role: "cookie-banner"}},
			Env:   []EnvKey{apiURL},
		},
	},
}

func privacyQuestions(*stack.App) []ask.Question {
	return []ask.Question{
		{
			Key:     "jurisdiction",
			Prompt:  "Whose law is the privacy policy written for?",
			Default: "eu",
			Choices: []ask.Choice{
				{Value: "eu", Title: "the European Union's: GDPR"},
				{Value: "uk", Title: "the United Kingdom's: UK GDPR"},
				{Value: "ch", Title: "Switzerland's: revFADP"},
			},
		},
		{
			Key:     "grace",
			Prompt:  "For how many days can people take back that their account is to be erased?",
			Help:    "With 0 it is erased at once. The law gives a month to erase somebody who asks.",
			Default: "14",
			Check:   graceDays,
		},
	}
}

func graceDays(value string) error {
	if n, err := strconv.Atoi(value); err != nil || n < 0 || n > 28 {
		return errors.New("want a whole number of days, 0 to 28")
	}
	return nil
}

// GraceDays are for how many days an erasure can be taken back, "" where it is done at once.
func (d data) GraceDays() string {
	if days := d.In("grace"); days != "0" {
		return days
	}
	return ""
}

// Waits tells whether anybody can wait to be erased: there are days for it, or there were when the table was made.
func (d data) Waits() bool {
	return d.GraceDays() != "" || d.context.createdMigration("privacy_erasure_requests") != ""
}

// ConsentPath is where the service that a front shows takes decisions, without the purpose; "" where it does not.
func (d data) ConsentPath() string {
	if d.App.Service == nil {
		return ""
	}
	for _, r := range d.App.Service.Routes() {
		if path, ok := strings.CutSuffix(r.Path, "/privacy/consents/:purpose"); ok && r.Method == "PUT" {
			return path + "/privacy/consents"
		}
	}
	return ""
}

// AsksForCookies tells whether the pages of a front ask by the tool's banner.
func (d data) AsksForCookies() bool {
	for _, files := range []iter.Seq[string]{maps.Keys(d.context.Created), maps.Keys(d.context.Planned)} {
		for name := range files {
			if stem := strings.ToLower(strings.ReplaceAll(path.Base(name), "-", "")); strings.HasPrefix(stem, "cookieconsent.") {
				return true
			}
		}
	}
	return false
}

func privacyScripts(c *Context) []Script {
	return []Script{
		{Name: "privacy:retention", Run: c.Runs("apply-retention"), Dir: c.App.Dir},
		{Name: "privacy:request", Run: c.Runs("personal-data-request"), Dir: c.App.Dir},
	}
}

// givesBack finds code by which people get or lose what is held about them.
const givesBack = `(?i)\b(delete|erase|remove|close|deactivate|destroy)_?-?(my_?-?|own_?-?|current_?-?|user_?-?)?(account|me|self)\b|\bexport_?-?(my|user|personal|account)_?-?data\b|\bgdpr\b`
