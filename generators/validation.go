package generators

import (
	"fmt"
	"regexp"
	"sync"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/stack/source"
)

// Validation lets nothing in that was not asked for.
var Validation = &Gap{
	Name:  "validation",
	Title: "Input validation",
	Doc: "Holds what comes from outside against schemas before a handler sees it, and answers 422 with the fields by name. " +
		"Bodies have a limit, query strings become no objects, HTML that users write is made harmless, and an uploaded file " +
		"is taken for what its bytes say. A document shows how a route is guarded, and which read a body unchecked.",
	Severity: "high",
	Risk:     "What a client sends reaches the code as it is: wrong types, huge bodies, markup and parts of SQL.",
	Seed:     "A6",
	Proof: "known payloads of SQL injection and XSS are refused or neutralised; a .png that is HTML gets 415, a body over the " +
		"limit 413; errors name the field",
	Questions: validationQuestions,
	Notes:     uncheckedNotes,
	Pieces: []Piece{
		{
			Provides: stack.QueryParser,
			What:     "make no objects of query strings",
			Check:    Check{Name: "query", Severity: "medium", Minutes: 5},
			When:     answered("query", "simple"),
			Files:    []stack.File{{Dir: "lib", Role: "query-parser"}},
			Calls:    []Call{{Seam: stack.Settings, Symbol: "SimpleQueryParser", Role: "query-parser"}},
		},
		{
			Provides: stack.BodyLimit,
			What:     "read bodies up to a limit",
			Check:    Check{Name: "body-limit", Minutes: 10},
			When: func(c *Context) bool {
				return c.App.Is(stack.BodyUse, "read") || c.landedRole("middleware", "body-parsers")
			},
			Files: []stack.File{{Dir: "middleware", Role: "body-parsers"}},
			Calls: []Call{{Seam: stack.Body, Symbol: "BodyParsers", Role: "body-parsers"}},
			Env:   []EnvKey{{Name: "BODY_LIMIT", Default: "102400", Doc: "Most bytes that the body of a request may have."}},
		},
		{
			Provides: stack.RequestValidation,
			What:     "hold requests against schemas",
			Check:    Check{Name: "requests", Minutes: 120},
			Files:    []stack.File{{Dir: "lib", Role: "validation"}},
			Root:     []RootFile{{Path: "docs/VALIDATION.md"}},
		},
		{
			Provides: stack.HTMLSanitizer,
			What:     "make the HTML that users write harmless",
			Check:    Check{Name: "html", Severity: "medium", Minutes: 20, Needless: noHTML},
			Files:    []stack.File{{Dir: "lib", Role: "sanitize-html"}},
		},
		{
			Provides: stack.UploadCheck,
			What:     "take uploaded files for what their bytes say",
			Check:    Check{Name: "uploads", Minutes: 30},
			When:     answered("uploads", "yes"),
			Files:    []stack.File{{Dir: "middleware", Role: "upload"}},
			Env:      []EnvKey{{Name: "UPLOAD_MAX_BYTES", Default: "5242880", Doc: "Most bytes that an uploaded file may have."}},
		},
		{
			What:  "refuse SQL that is put together from strings",
			Check: Check{Name: "sql", Severity: "medium", Minutes: 10, Needless: noSQL},
			Edits: refuseRawSQL,
		},
	},
}

// refuseRawSQL makes the language's linter, where the repository has set it up, refuse SQL that is put together from strings.
func refuseRawSQL(c *Context) ([]patcher.FileEdit, error) {
	if refuse := c.App.Language.RefuseRawSQL; refuse != nil {
		return refuse(c.App), nil
	}
	return nil, nil
}

// uncheckedNotes names the routes that use what a client sends without holding it against anything: what may come in only
// the user knows.
func uncheckedNotes(c *Context) []string {
	var notes []string
	for _, r := range c.userRoutes() {
		if r.Unchecked() {
			notes = append(notes, fmt.Sprintf("%s: %s %s takes a body as it comes; put validate({ body: … }) before its handler", r.Reads.At, r.Method, r.Path))
		}
	}
	return notes
}

// answered tells whether a question was answered so.
func answered(key, value string) func(*Context) bool {
	return func(c *Context) bool { return c.allAnswers()[key] == value }
}

// landedRole tells whether an earlier run created the file of a role for this gap.
func (c *Context) landedRole(dir, role string) bool {
	return c.Landed[c.place(stack.File{Dir: dir, Role: role})] != ""
}

func validationQuestions(app *stack.App) []ask.Question {
	return []ask.Question{
		{
			Key:     "schemas",
			Prompt:  "Which library are schemas written in?",
			Default: defaultSchemas(app),
			Choices: []ask.Choice{{Value: "zod", Title: "Zod"}, {Value: "valibot", Title: "Valibot"}},
		},
		{
			Key:     "uploads",
			Prompt:  "Does the service take files in?",
			Default: yesNo(app.Fact(stack.Uploads) != ""),
			Choices: []ask.Choice{{Value: "no", Title: "no"}, {Value: "yes", Title: "yes, images and PDF from forms"}},
		},
		{
			Key:     "query",
			Prompt:  "What becomes of a[b]=c in a query string?",
			Help:    "To some databases an object in place of a text is an operator.",
			Default: defaultQuery(app),
			Choices: []ask.Choice{{Value: "simple", Title: "a plain name: a[b]"}, {Value: "extended", Title: "an object: the code reads such"}},
		},
	}
}

// defaultSchemas follows the stack.
func defaultSchemas(app *stack.App) string {
	if app.Is(stack.Validator, "valibot") {
		return "valibot"
	}
	return "zod"
}

// defaultQuery leaves nested query strings to an app that reads them.
func defaultQuery(app *stack.App) string {
	if app.Fact(stack.NestedQuery) != "" {
		return "extended"
	}
	return "simple"
}

var handlesHTML = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)html|\.render\(|markdown|\bmarked\b|showdown|rich_?text|wysiwyg|tinymce|ckeditor|nodemailer|\.(ejs|pug|hbs|njk)\b`)
})

// noHTML says why the HTML of users does not concern an app: it has nothing to do with any.
func noHTML(repo *source.Repo, app *stack.App) string {
	if _, line := mention(repo, app, handlesHTML()); line != "" || app.Service != nil || app.Front() {
		return ""
	}
	return "it neither shows nor sends HTML"
}

// noSQL says why statements do not concern an app: what it keeps its data in, if anything, takes none.
func noSQL(repo *source.Repo, app *stack.App) string {
	if why := NoDatabase(repo, app); why != "" {
		return why
	}
	if app.Is(stack.Database, "mongodb") || app.Is(stack.ORM, "mongoose", "mongodb") {
		return "its database takes no SQL"
	}
	return ""
}
