package generators

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/stack"
	"scaffold/templates"
)

// migrationTools are what can be chosen where the repository has nothing, the default first.
var migrationTools = []ask.Choice{
	{Value: "sql", Title: "plain SQL, by node-pg-migrate"},
	{Value: "prisma", Title: "Prisma 7, from its schema file"},
	{Value: "drizzle", Title: "Drizzle, from tables in code"},
	{Value: "knex", Title: "Knex, as functions"},
}

// migrationQuestions leaves no choice where the repository has a tool: two of them would not know of each other's tables.
func migrationQuestions(app *stack.App) []ask.Question {
	if app.Language != stack.Node {
		return nil
	}
	q := ask.Question{
		Key:     "tool",
		Prompt:  "What changes the schema of the database?",
		Help:    "Each has the same commands: create, check, deploy, take back.",
		Default: migrationTools[0].Value,
		Choices: migrationTools,
	}
	if standing := app.Fact(stack.MigrationTool); standing != "" {
		q.Default = standing
		q.Choices = []ask.Choice{{Value: standing, Title: standing + ", which is there"}}
	}
	return []ask.Question{q}
}

// tool is what runs the migrations of the app: what is there, else what was answered.
func (c *Context) tool() string {
	if tool := c.App.Fact(stack.MigrationTool); tool != "" {
		return tool
	}
	if tool := c.allAnswers()["tool"]; tool != "" {
		return tool
	}
	return migrationTools[0].Value
}

// starts tells whether the app gets its tool by this run.
func (c *Context) starts() bool { return c.App.Fact(stack.MigrationTool) == "" }

// migrationDir is the folder of the migrations, relative to the root.
func (c *Context) migrationDir() string {
	if dir := c.App.Fact(stack.MigrationDir); dir != "" {
		return dir
	}
	usual := map[string]string{"prisma": "prisma/migrations", "drizzle": "drizzle"}[c.tool()]
	if usual == "" {
		usual = "migrations"
	}
	return path.Join(c.base(), usual)
}

// migrationSchema is the schema file of Prisma, relative to the root, "" with another tool.
func (c *Context) migrationSchema() string {
	if c.starts() && c.tool() == "prisma" {
		return path.Join(c.base(), "prisma/schema.prisma")
	}
	return c.App.Fact(stack.MigrationSchema)
}

// migrationMajor is the major version of the tool.
func (c *Context) migrationMajor() int {
	if c.starts() {
		return stack.PinnedMajor(c.tool())
	}
	major, _ := strconv.Atoi(c.App.Fact(stack.MigrationMajor))
	return major
}

// starter is what a tool needs where the repository has nothing: modules, and files by their template under
// migrations/tools.
type starter struct {
	imports string
	files   func(*Context) map[string]string // template, by path
}

var starters = map[string]starter{
	"sql": {imports: "import 'node-pg-migrate';\n"},
	"prisma": {
		imports: "import 'prisma';\n",
		files: func(c *Context) map[string]string {
			return map[string]string{path.Join(c.base(), "prisma.config.mjs"): "prisma-config", c.migrationSchema(): "prisma-schema"}
		},
	},
	"drizzle": {
		imports: "import 'drizzle-kit';\nimport 'drizzle-orm';\n",
		files: func(c *Context) map[string]string {
			return map[string]string{path.Join(c.base(), "drizzle.config.js"): "drizzle-config", c.drizzleTables(): "drizzle-tables"}
		},
	},
	"knex": {
		imports: "import 'knex';\n",
		files: func(c *Context) map[string]string {
			return map[string]string{path.Join(c.base(), "knexfile.mjs"): "knex-config"}
		},
	},
}

// drizzleTables is the file of the program that the tables stand in.
func (c *Context) drizzleTables() string { return c.place(stack.File{Dir: "lib", Role: "tables"}) }

// startTool returns what puts the chosen tool into a repository that has none: its modules, its configuration and the file
// that the schema stands in. Whichever gap needs it first brings it.
func (c *Context) startTool() ([]patcher.FileEdit, error) {
	tool := c.tool()
	if !c.starts() {
		return nil, nil
	}
	if err := c.oldNode(tool); err != nil {
		return nil, err
	}
	start := starters[tool]
	edits, err := c.App.Language.Require(c.Repo, c.App, map[string][]byte{"scripts": []byte(start.imports)})
	if err != nil || start.files == nil {
		return edits, err
	}
	files := start.files(c)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text, err := c.startText(files[name], name)
		if err != nil {
			return nil, err
		}
		edits = append(edits, patcher.FileEdit{Path: name, Edit: found{text}})
	}
	return edits, nil
}

// startText renders a file of a tool, in the style of the app where it is a program.
func (c *Context) startText(role, name string) ([]byte, error) {
	text, _, err := templates.Render([]string{"migrations/tools"}, role, ".txt", c.data(name), c.funcs(name))
	if ext := path.Ext(name); err != nil || ext == ".prisma" || ext == ".mjs" {
		return text.Body, err
	}
	return c.App.Language.Finish(c.App, name, text.Body)
}

// oldNode refuses a tool that the repository's Node cannot run.
func (c *Context) oldNode(tool string) error {
	fact := c.App.Facts[stack.Toolchain]
	major, _ := strconv.Atoi(fact.Value)                             // 0 where it is not told
	if tool != "prisma" || major == 0 || major >= stack.OldestNode { // which Prisma 7 runs on
		return nil
	}
	return &patcher.Problem{
		Kind: patcher.Conflict, Path: fact.At.Path, Line: fact.At.Line,
		What: "Prisma 7 needs Node 20.19 or later, and " + strconv.Itoa(major) + " is asked for here",
		Todo: "raise it first, or answer tool=sql",
	}
}

// found begins a file that is the user's from then on, and leaves one that is there alone.
type found struct{ text []byte }

func (f found) Apply(src []byte) ([]byte, error) {
	if src != nil {
		return src, nil
	}
	return f.text, nil
}

func (f found) String() string { return "begin with it" }

// DrizzleTables is the file of the tables as Drizzle's configuration names it.
func (d data) DrizzleTables() string {
	return "./" + strings.TrimPrefix(d.context.drizzleTables(), strings.TrimPrefix(d.context.base()+"/", "./"))
}
