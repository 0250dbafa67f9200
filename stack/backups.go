package stack

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"scaffold/patcher/yamlsrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// The features that keep data when the database is lost.
const (
	BackupScript    Feature = "backup script"
	ScheduledBackup Feature = "scheduled backup"
)

// BackupCommand is the script of a package.json that runs the repository's own backup script.
const BackupCommand Key = "backup-command"

// dumper is a script that dumps the database, and how it is run.
type dumper struct {
	path string
	line int
	by   string
}

var (
	// dumps is a command that writes all of a database.
	dumps = lazy.Regexp(`\b(pg_dump|pg_dumpall|pg_basebackup|mysqldump|mariadb-dump|mongodump)\b`)
	// partOnly is a dump without the rows, or a command that only names the tool.
	partOnly = lazy.Regexp(`--schema-only|\s-s\s|--no-data\b|--version|\bcommand -v\b|\bwhich\b|\bapt(-get)?\b|\bbrew\b|\bapk\b|^\s*(echo|printf|need|require|import)\b|console\.(log|error|warn)`)
	// namedTool gives the tool another name, for commands that follow.
	namedTool = lazy.Regexp(`^\s*(?:export\s+|local\s+|readonly\s+)?(\w+)=["']?(?:\$\{\w+:-)?(pg_dump|pg_dumpall|pg_basebackup|mysqldump|mariadb-dump|mongodump)\}?["']?\s*$`)
	// started is how a program starts another.
	started = lazy.Regexp(`\b(exec|execFile|execSync|execFileSync|spawn|spawnSync|execa|execaCommand|run|Popen|check_call|check_output|system)\s*\(|\$` + "`")
)

// findBackups tells each app which script of the repository dumps its database, and what runs that on a schedule. What an
// earlier run created is not looked at.
func findBackups(repo *source.Repo, apps []*App) {
	if len(apps) == 0 {
		return
	}
	scripts := dumpScripts(repo)
	scheduled, ok := scheduledBackup(repo, scripts)
	for _, app := range apps {
		if app.Found == nil {
			app.Found = map[Feature]Found{}
		}
		if len(scripts) > 0 {
			app.Found[BackupScript] = Found{At: source.Pos{Path: scripts[0].path, Line: scripts[0].line}, By: scripts[0].by}
			if name, at := commandFor(repo, scripts[0].path); name != "" {
				app.Facts[BackupCommand] = Fact{name, at}
			}
		}
		if ok {
			app.Found[ScheduledBackup] = scheduled
		}
	}
}

// changesFolder is the beginning of a command that runs elsewhere.
var changesFolder = lazy.Regexp(`^cd (\S+) && `)

// commandFor returns the script of a package.json that runs the file, "" for none.
func commandFor(repo *source.Repo, file string) (string, source.Pos) {
	pkgs := nodejs.Packages(repo)
	for _, dir := range slices.Sorted(maps.Keys(pkgs)) {
		for _, name := range slices.Sorted(maps.Keys(pkgs[dir].Scripts)) {
			run, in := pkgs[dir].Scripts[name], dir
			if m := changesFolder().FindStringSubmatch(run); m != nil {
				in = path.Join(dir, m[1])
			}
			if slices.ContainsFunc(strings.Fields(run), func(word string) bool { return path.Join(in, word) == file }) {
				return name, pkgs[dir].At(name)
			}
		}
	}
	return "", source.Pos{}
}

// dumpScripts returns the programs of the repository that dump a database.
func dumpScripts(repo *source.Repo) []dumper {
	var all []dumper
	for _, name := range repo.Files() {
		shell := isShell(name)
		if !shell && !mayDump(name) || repo.Owns(name) || nodejs.AsideDir(path.Dir(name)) {
			continue
		}
		text := string(repo.Read(name))
		if !strings.Contains(text, "dump") && !strings.Contains(text, "backup") || !dumps().MatchString(text) || !shell && !started().MatchString(text) {
			continue
		}
		if line, tool := dumpLine(text); line > 0 {
			all = append(all, dumper{name, line, tool + " in " + path.Base(name)})
		}
	}
	return all
}

func isShell(name string) bool { return slices.Contains([]string{".sh", ".bash"}, path.Ext(name)) }

// operated are words in the name of a program that people or schedules run, and operations the folders of those. Only these
// are read: a repository may have tens of thousands of files, and all others are the service's own.
var (
	operated   = []string{"backup", "dump", "snapshot", "restore", "archiv", "cron", "schedul", "maintenance"}
	operations = []string{"backup", "backups", "dumps", "cron", "crons", "crontab", "schedule", "schedules", "scheduler", "maintenance", "script", "scripts", "bin", "job", "jobs", "task", "tasks", "tools", "ops", "worker", "workers", "commands", "cli", "database"}
)

// mayDump tells whether a program in a language of its own may be what dumps a database.
func mayDump(name string) bool {
	if path.Ext(name) != ".py" && !nodejs.IsSource(name) {
		return false
	}
	lower := strings.ToLower(name)
	return slices.ContainsFunc(operated, func(word string) bool { return strings.Contains(path.Base(lower), word) }) ||
		slices.ContainsFunc(strings.Split(path.Dir(lower), "/"), func(dir string) bool { return slices.Contains(operations, dir) })
}

// dumpLine returns the line that a command which dumps a database begins in, 0 for none, and what with.
func dumpLine(text string) (int, string) {
	lines := strings.Split(text, "\n")
	names := map[string]string{}
	for i := 0; i < len(lines); i++ {
		first, command := i, lines[i]
		for strings.HasSuffix(command, "\\") && i+1 < len(lines) {
			i++
			command = strings.TrimSuffix(command, "\\") + lines[i]
		}
		trimmed := strings.TrimSpace(command)
		if strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "//") || strings.HasPrefix(trimmed, "*") || partOnly().MatchString(command) {
			continue
		}
		if m := namedTool().FindStringSubmatch(command); m != nil {
			names[m[1]] = m[2]
			continue
		}
		if tool := dumps().FindString(command); tool != "" {
			return first + 1, tool
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if strings.Contains(command, "$"+name) || strings.Contains(command, "${"+name) {
				return first + 1, names[name]
			}
		}
	}
	return 0, ""
}

// backupServices are what makes backups by being set up.
var backupServices = []struct {
	by            string
	name, content func() *regexp.Regexp
	// needs is what else has to stand in a file of that name, and lacks what is missing where it does not.
	needs func() *regexp.Regexp
	lacks string
}{
	{by: "a container that backs up", name: lazy.Regexp(`(^|/)(docker-)?compose[^/]*\.ya?ml$`), content: lazy.Regexp(`(?m)^\s+image:\s*["']?\S*(postgres-backup|pg-backup|pgbackrest|wal-g|db-backup|mysql-backup|mongo-backup)`)},
	{by: "a CronJob", name: lazy.Regexp(`\.ya?ml$`), content: lazy.Regexp(`(?ms)^kind:\s*CronJob\b.*\b(pg_dump|pg_dumpall|mysqldump|mongodump)\b`)},
	{
		by: "the operator's ScheduledBackup", name: lazy.Regexp(`\.ya?ml$`), content: lazy.Regexp(`(?m)^kind:\s*ScheduledBackup\b`),
		needs: lazy.Regexp(`(?m)^\s+(- )?(barmanObjectStore|volumeSnapshot|barmanObjectName|repos|storages):|^\s+method:\s*(plugin|volumeSnapshot)\b`),
		lacks: "no cluster says where its backups are kept",
	},
	{by: "a schedule of Velero", name: lazy.Regexp(`\.ya?ml$`), content: lazy.Regexp(`(?ms)^apiVersion:\s*velero\.io/.*^kind:\s*Schedule\b`)},
	{by: "the database's own backups", name: lazy.Regexp(`\.tf$`), content: lazy.Regexp(`(?m)^\s*backup_retention_period\s*=\s*[1-9]`)},
	{by: "backups of the volume", name: lazy.Regexp(`(^|/)\.railway/railway\.[jt]s$`), content: lazy.Regexp(`\bbackupSchedules\s*:\s*\[\s*["']`)},
}

// scheduledBackup returns what backs the database up by itself.
func scheduledBackup(repo *source.Repo, scripts []dumper) (Found, bool) {
	for _, name := range repo.Files() {
		if repo.Owns(name) {
			continue
		}
		if path.Dir(name) == ".github/workflows" {
			if found, ok := backupWorkflow(repo, name, scripts); ok {
				return found, true
			}
			continue
		}
		if !mayBeDelivery(name) {
			continue
		}
		for _, s := range backupServices {
			if !s.name().MatchString(name) {
				continue
			}
			text := repo.Read(name)
			if at := s.content().FindIndex(text); at != nil {
				partial := ""
				if s.needs != nil && !slices.ContainsFunc(repo.Files(), func(other string) bool {
					return s.name().MatchString(other) && (path.Dir(other) == path.Dir(name) || other == name) && s.needs().Match(repo.Read(other))
				}) {
					partial = s.lacks
				}
				return Found{At: source.Pos{Path: name, Line: 1 + strings.Count(string(text[:at[1]]), "\n")}, By: s.by, Partial: partial}, true
			}
		}
	}
	return Found{}, false
}

// backupWorkflow tells whether a workflow dumps a database on a schedule.
func backupWorkflow(repo *source.Repo, name string, scripts []dumper) (Found, bool) {
	var w workflow
	text := string(repo.Read(name))
	if !strings.Contains(text, "schedule") || yamlsrc.Decode([]byte(text), &w) != nil || !w.scheduled() {
		return Found{}, false
	}
	for _, job := range w.Jobs {
		for _, step := range job.Steps {
			if off(job.If) || off(step.If) || !dumpsIn(repo, step.Run, scripts) {
				continue
			}
			return Found{At: source.Pos{Path: name, Line: step.line(text)}, By: "a scheduled workflow"}, true
		}
	}
	return Found{}, false
}

// npmScript finds the scripts of a package.json that commands run.
var npmScript = lazy.Regexp(`\b(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:-\S+\s+)*([\w:.-]+)`)

// dumpsIn tells whether commands dump a database, themselves or by a script that they run.
func dumpsIn(repo *source.Repo, commands string, scripts []dumper) bool {
	if line, _ := dumpLine(commands); line > 0 {
		return true
	}
	calls := func(text string) bool {
		return slices.ContainsFunc(scripts, func(d dumper) bool {
			return regexp.MustCompile(`(^|[\s/"'])` + regexp.QuoteMeta(path.Base(d.path)) + `($|[\s"';&|])`).MatchString(text)
		})
	}
	for _, line := range strings.Split(commands, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if calls(line) {
			return true
		}
		for _, m := range npmScript().FindAllStringSubmatch(line, -1) {
			for _, pkg := range nodejs.Packages(repo) {
				run := pkg.Scripts[m[1]]
				if at, _ := dumpLine(run); at > 0 || run != "" && calls(run) {
					return true
				}
			}
		}
	}
	return false
}
