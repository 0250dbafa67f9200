package generators

import (
	"path"
	"strconv"
	"strings"

	"scaffold/ask"
	"scaffold/patcher"
	"scaffold/patcher/lines"
	"scaffold/stack"
)

// Backup makes sure that the data outlives the database.
var Backup = &Gap{
	Name:  "backup",
	Title: "Backups and disaster recovery",
	Doc: "Backs the database up on a schedule: a dump that is encrypted before it touches a disk, with the number of rows and " +
		"a checksum of each table, kept away from the database by a rule that never drops the last good one. Each is proven " +
		"by a restore into a scratch database, a weekly drill reports the time against what was promised, and a document " +
		"says what to do when the database is gone. Scripts that are there already are put on the schedule.",
	Severity: "critical",
	Risk:     "A deleted table, a lost disk or a broken migration ends the business: what is gone is gone.",
	Seed:     "A12, B2",
	Unfit:    otherStore,
	Proof: "backup, drop, restore on a real PostgreSQL gives the same row counts and checksums; a damaged or cut-off backup " +
		"and a wrong key are found; old ones are pruned and never the last good one, on a disk and in a bucket",
	Questions: backupQuestions,
	Pieces: []Piece{
		{
			Provides: stack.BackupScript,
			What:     "dump the database",
			Check:    Check{Name: "script", Minutes: 60, Needless: NoDatabase},
			When:     func(c *Context) bool { return c.App.Has(stack.BackupScript) },
		},
		{
			What:  "encrypt, keep, restore, verify and prune backups",
			Check: Check{Name: "restore", Minutes: 60, Needless: NoDatabase},
			When:  dumpsPostgres,
			Root: []RootFile{
				{Path: "scripts/backup-settings.sh", Mode: 0o755},
				{Path: "scripts/backup.sh", Mode: 0o755},
				{Path: "scripts/restore.sh", Mode: 0o755},
				{Path: "scripts/backup-verify.sh", Mode: 0o755},
				{Path: "scripts/backup-prune.sh", Mode: 0o755},
				{Path: "scripts/backup-drill.sh", Mode: 0o755},
			},
			Scripts: backupScripts,
			Edits:   ignoreBackups,
		},
		{
			Provides: stack.ScheduledBackup,
			What:     "back up on a schedule, and say what to do when the database is gone",
			Check:    Check{Name: "scheduled", Minutes: 30, Needless: NoDatabase, Unseen: "backups that a platform makes by itself"},
			When:     dumpsPostgres,
			Root: []RootFile{
				{Path: ".github/workflows/backup.yml"},
				{Path: "docs/DISASTER_RECOVERY.md"},
			},
		},
		{
			What:  "recover to a point in time",
			Check: Check{Name: "point-in-time", Severity: "medium", Minutes: 60, Needless: NoDatabase},
			When:  func(c *Context) bool { return c.allAnswers()["pitr"] == "archive" && dumpsPostgres(c) },
			Root: []RootFile{
				{Path: "scripts/wal-archive.sh", Mode: 0o755},
				{Path: "scripts/base-backup.sh", Mode: 0o755},
				{Path: "scripts/recover.sh", Mode: 0o755},
			},
		},
	},
}

func backupQuestions(*stack.App) []ask.Question {
	return []ask.Question{
		{
			Key:     "encryption",
			Prompt:  "What encrypts the backups?",
			Help:    "With age and gpg the machine that makes backups cannot read them.",
			Default: "age",
			Choices: []ask.Choice{
				{Value: "age", Title: "age, for a public key"},
				{Value: "gpg", Title: "GnuPG, for a public key"},
				{Value: "openssl", Title: "OpenSSL, by a passphrase"},
			},
		},
		{
			Key:     "rpo",
			Prompt:  "How many hours of data may be lost?",
			Help:    "A backup is made that often. In a private repository each costs minutes of GitHub Actions.",
			Default: "24",
			Choices: []ask.Choice{{Value: "24", Title: "24: a backup a day"}, {Value: "6", Title: "6"}, {Value: "1", Title: "1: a backup an hour"}},
		},
		{
			Key:     "rto",
			Prompt:  "Within how many hours has the database to be back?",
			Default: "4",
			Check:   atLeast(1),
		},
		{
			Key:     "pitr",
			Prompt:  "Can the database be taken back to a point in time?",
			Default: "no",
			Choices: []ask.Choice{
				{Value: "no", Title: "no, to a backup only"},
				{Value: "provider", Title: "yes, its provider does that"},
				{Value: "archive", Title: "yes, from the archived log of an own server"},
			},
		},
	}
}

// dumpsPostgres tells whether the created scripts can dump the app's database.
func dumpsPostgres(c *Context) bool {
	if found, ok := c.App.Found[stack.BackupScript]; ok && !strings.HasPrefix(found.By, "pg_") {
		return false
	}
	return c.App.Fact(stack.Database) == "" || c.App.Is(stack.Database, "postgres")
}

func backupScripts(c *Context) []Script {
	var all []Script
	for _, s := range []Script{
		{Name: "db:backup", Run: "scripts/backup.sh"},
		{Name: "db:backup:verify", Run: "scripts/backup-verify.sh"},
		{Name: "db:backup:drill", Run: "scripts/backup-drill.sh"},
		{Name: "db:backup:prune", Run: "scripts/backup-prune.sh"},
		{Name: "db:restore", Run: "scripts/restore.sh"},
	} {
		all = append(all, Script{Name: c.scriptName(s.Name), Run: "sh " + c.rootPath(s.Run)})
	}
	return all
}

// ignoreBackups keeps what is dumped by hand out of the history.
func ignoreBackups(*Context) ([]patcher.FileEdit, error) {
	return []patcher.FileEdit{{Path: ".gitignore", Edit: lines.Add{Line: "backups/", Before: ".env.local"}}}, nil
}

// Dump is the command that runs the user's own backup script in the repository's root, "" where there is none.
func (d data) Dump() string {
	found, ok := d.App.Found[stack.BackupScript]
	if !ok {
		return ""
	}
	if script := d.App.Fact(stack.BackupCommand); script != "" {
		return d.App.Command(script)
	}
	switch path.Ext(found.At.Path) {
	case ".sh", ".bash":
		return "bash " + found.At.Path
	case ".py":
		return "python3 " + found.At.Path
	case ".ts", ".mts", ".cts":
		return "npx tsx " + found.At.Path
	}
	return "node " + found.At.Path
}

// BackupName is what the files of backups begin with: letters, digits and dashes.
func (d data) BackupName() string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(path.Base(d.App.Name)))
	if name = strings.Trim(name, "-"); name == "" {
		return "database"
	}
	return name
}

// BackupMaxAge is how many hours old the newest backup may be: as old as was promised, and the time to make it.
func (d data) BackupMaxAge() int {
	hours, _ := strconv.Atoi(d.Answers["rpo"])
	return hours + 2
}
