package generators

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"scaffold/patcher/jsonsrc"
)

// stampers say what a migration's name begins with: behind the newest of the user's, by the table's index. No clock is
// asked, so that the same repository always gets the same names.
var stampers = map[string]func(*Context, int) string{
	"prisma": (*Context).timeStamp, "knex": (*Context).timeStamp, "sql": (*Context).milliStamp, "drizzle": (*Context).journalStamp,
}

// firstStamp and firstMilli are of the first table where the user has no migration: the beginning of 2026.
const (
	firstStamp = "20260101000000"
	firstMilli = "1767225600000"
)

// timeStamp is fourteen digits, year to second; where the user's are of another kind, a number of as many digits.
func (c *Context) timeStamp(table int) string {
	return later(c.newestStamp(firstStamp), table+1)
}

// milliStamp is what node-pg-migrate names files by: milliseconds.
func (c *Context) milliStamp(table int) string {
	return later(c.newestStamp(firstMilli), table+1)
}

// later returns the n-th stamp behind another. A time stays a time.
func later(stamp string, n int) string {
	const layout = "20060102150405"
	if at, err := time.Parse(layout, stamp); err == nil {
		return at.Add(time.Duration(n) * time.Second).Format(layout)
	}
	number, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return later(firstStamp, n)
	}
	return fmt.Sprintf("%0*d", len(stamp), number+int64(n))
}

// newestStamp is the one that sorts last among the user's migrations, or what is given where that is later.
func (c *Context) newestStamp(none string) string {
	newest := ""
	for _, name := range c.foreignMigrations() {
		stem, _, _ := strings.Cut(strings.TrimPrefix(name, c.migrationDir()+"/"), "/")
		end := strings.IndexFunc(stem, func(r rune) bool { return r < '0' || r > '9' })
		if end > 0 && stem[:end] > newest {
			newest = stem[:end]
		}
	}
	return max(newest, none) // as text, which is how the tools sort
}

// foreignMigrations are the files of the migrations that the tool did not create.
func (c *Context) foreignMigrations() []string {
	var all []string
	dir := c.migrationDir()
	for _, name := range c.Repo.Under(dir) {
		if !c.Repo.Owns(name) && c.Created[name] == "" && path.Base(name) != "migration_lock.toml" && !strings.HasPrefix(name, dir+"/meta/") {
			all = append(all, name)
		}
	}
	return all
}

// drizzleEntry is a line of Drizzle's journal.
type drizzleEntry struct {
	Idx  int
	When int64
	Tag  string
}

// lastEntry returns the newest of the user's migrations in Drizzle's journal.
func (c *Context) lastEntry(journal string) drizzleEntry {
	last := drizzleEntry{Idx: -1}
	last.When, _ = strconv.ParseInt(firstMilli, 10, 64)
	var read struct{ Entries []drizzleEntry }
	if jsonsrc.Decode(c.Repo.Read(journal), &read) != nil {
		return last
	}
	for _, e := range read.Entries {
		if c.Created[path.Join(c.migrationDir(), e.Tag+".sql")] == "" && e.Idx > last.Idx {
			last = e
		}
	}
	return last
}

// journalStamp is the index of Drizzle's journal, in four digits.
func (c *Context) journalStamp(table int) string {
	last := c.lastEntry(path.Join(c.migrationDir(), "meta/_journal.json"))
	return fmt.Sprintf("%04d", last.Idx+1+table)
}
