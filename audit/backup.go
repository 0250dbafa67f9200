package audit

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"scaffold/generators"
	"scaffold/stack"
	"scaffold/stack/lazy"
	"scaffold/stack/source"
)

var backupChecks = []Check{
	closer("backup.encrypted", High, 30, "backups are encrypted", "whoever gets hold of one backup has all data", ofBackups(encrypts, "nothing encrypts them")),
	closer("backup.verified", High, 60, "backups are restored to prove them", "the first restore is in the disaster, and fails", ofBackups(restores, "nothing restores them")),
	closer("backup.retention", Medium, 30, "old backups go, by a rule", "the disk fills up, or the last good one is dropped", ofBackups(prunes, "nothing says which are kept")),
}

var (
	backupFile = lazy.Regexp(`(?i)(backup|restore|dump)`)
	encrypts   = lazy.Regexp(`\bage\s+(-|--)|\bgpg\s+(-|--)|\bopenssl\s+(enc|cms|smime)\b|--sse\b|server-side-encryption|\brestic\b|\bborg\b|createCipheriv|\brclone\s+\w+\s[^\n]*crypt`)
	restores   = lazy.Regexp(`\bpg_restore\b|\bpsql\b[^\n]*(<|-f\b|--file)|\bmysql\b[^\n|]*<|\bmongorestore\b|\brestic\s+check\b|\bgunzip\b[^\n]*\|\s*psql`)
	prunes     = lazy.Regexp(`(?i)-mtime\b|\bprune\b|\bforget\b|lifecycle|retention|\bkeep[_-]?(daily|weekly|monthly|days|last|\d)|backup_retention_period|_KEEP\b`)
)

// ofBackups looks for a command in the scripts and workflows that make backups.
func ofBackups(pattern func() *regexp.Regexp, lacks string) func(*View) []Outcome {
	return func(v *View) []Outcome {
		if v.App.Front() {
			return notApplicable("pages keep no database")
		}
		if why := generators.NoDatabase(v.Repo, v.App); why != "" {
			return notApplicable(why)
		}
		found, own := v.App.Found[stack.BackupScript]
		at := found.At
		if !own {
			var ok bool
			if at, ok = v.added("backup", "restore"); !ok {
				return notApplicable("there is no backup yet")
			}
		}
		names := v.files(func(name string) bool {
			ext := path.Ext(name)
			script := ext == ".sh" || ext == ".bash" || ext == ".yml" || ext == ".yaml" || ext == ".tf" || ext == ".mjs" || ext == ".js" || ext == ".ts" || ext == ".py"
			return script && (name == at.Path || backupFile().MatchString(path.Base(name))) && !strings.Contains(path.Base(name), ".test.")
		})
		if where, by, ok := v.inCommands(names, pattern()); ok {
			return pass(where, by)
		}
		return fail(at, lacks)
	}
}

var migrationChecks = []Check{
	closer("migrations.history", High, 60, "changes of the schema are kept as migrations", "nobody knows which schema runs where, and a deploy may drop a column",
		migrationHistory),
	ofRepository(closer("migrations.down", Medium, 60, "each migration has a way back", "a deploy that goes wrong stays", waysBack)),
	ofRepository(closer("migrations.destructive", Low, 30, "no migration drops data without a way back", "data is gone with the deploy", destructive)),
}

var (
	prismaUp  = lazy.Regexp(`(^|/)migrations/[^/]+/migration\.sql$`)
	dropsData = lazy.Regexp(`(?im)^\s*(drop\s+table|truncate)\b|\bdrop\s+column\b`)
)

// migrationFiles are the files that change the schema.
func (v *View) migrationFiles() []string {
	return slices.DeleteFunc(stack.MigrationFiles(v.Repo), func(name string) bool { return len(v.Repo.Read(name)) > mostBytes })
}

func migrationHistory(v *View) []Outcome {
	if v.App.Front() {
		return notApplicable("pages keep no database")
	}
	if why := generators.NoDatabase(v.Repo, v.App); why != "" {
		return notApplicable(why)
	}
	if v.App.Is(stack.Database, "mongodb") || v.App.Is(stack.ORM, "mongoose", "mongodb") {
		return notApplicable("the database has no schema")
	}
	if names := stack.MigrationsOf(v.Repo, v.App); len(names) > 0 {
		return pass(source.Pos{Path: names[len(names)-1], Line: 1}, count(len(names), "file")+" of migrations")
	}
	fact := v.App.Facts[stack.ORM]
	if !slices.Contains([]string{"prisma", "drizzle", "typeorm", "sequelize"}, fact.Value) {
		return unknown(v.App.At, "where the schema of its database is kept is not to be seen")
	}
	return fail(fact.At, "a database is used by "+fact.Value+", and no migration is kept")
}

// wayBack is the file that takes a migration back, "" for a kind of which it is not known.
func wayBack(name string) string {
	switch {
	case prismaUp().MatchString(name):
		return path.Join(path.Dir(name), "down.sql")
	case strings.HasSuffix(name, ".up.sql"):
		return strings.TrimSuffix(name, ".up.sql") + ".down.sql"
	}
	return ""
}

func waysBack(v *View) []Outcome {
	var lacks []string
	there := ""
	for _, name := range v.migrationFiles() {
		back := wayBack(name)
		switch {
		case back == "":
		case v.Repo.Has(back):
			there = back
		default:
			lacks = append(lacks, name)
		}
	}
	switch {
	case len(lacks) > 0 && there != "":
		return partial(source.Pos{Path: lacks[0], Line: 1}, there, count(len(lacks), "migration")+" without: "+some(lacks))
	case len(lacks) > 0:
		return fail(source.Pos{Path: lacks[0], Line: 1}, "no migration has one")
	case there != "":
		return pass(source.Pos{Path: there, Line: 1}, path.Base(there))
	}
	return notApplicable("it has no migrations whose way back is a file")
}

func destructive(v *View) []Outcome {
	var outcomes []Outcome
	read := ""
	for _, name := range v.migrationFiles() {
		back := wayBack(name)
		if back == "" {
			continue
		}
		read = name
		if line := lineOf([]byte(sqlCommands(v.Repo.Read(name))), dropsData()); line > 0 && !v.Repo.Has(back) {
			outcomes = append(outcomes, Outcome{Status: Fail, At: source.Pos{Path: name, Line: line}, Why: "it drops data, and nothing takes it back", Key: name})
		}
	}
	switch {
	case len(outcomes) > 0:
		return outcomes
	case read != "":
		return pass(source.Pos{Path: read, Line: 1}, "none that drops data without a way back")
	}
	return notApplicable("it has no migrations in SQL")
}

// sqlCommands leaves the comments out, and the numbers of the lines as they are.
func sqlCommands(text []byte) string {
	var out strings.Builder
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(strings.TrimSpace(line), "--") {
			line = "\n"
		}
		out.WriteString(line)
	}
	return out.String()
}
