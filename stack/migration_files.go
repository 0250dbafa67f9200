package stack

import (
	"path"
	"slices"
	"strings"

	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

var migrationFile = lazy.Regexp(`(?i)(^|/)([\w-]*migrations?[\w-]*|migrate|drizzle|upgrades)/([^/]+/)*[^/]+\.(sql|js|ts|cjs|mjs|py|go)$|(^|/)[\w-]*migrations?\.(go|sql)$`)

// MigrationFiles are the files of the repository that change the schema of a database, whichever tool runs them.
func MigrationFiles(repo *source.Repo) []string {
	return slices.Clone(source.Once(repo, "migration files", func() []string { return findMigrationFiles(repo) }))
}

func findMigrationFiles(repo *source.Repo) []string {
	var found []string
	for _, name := range repo.Files() {
		if mayMigrate(name) && migrationFile().MatchString(name) && !strings.Contains(name, "node_modules/") && !strings.HasPrefix(name, ".scaffold/") && !strings.HasSuffix(name, ".d.ts") {
			found = append(found, name)
		}
	}
	return found
}

// mayMigrate keeps the expression from most of a repository's files.
func mayMigrate(name string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc([]string{"migrat", "drizzle", "upgrades"}, func(word string) bool { return strings.Contains(lower, word) })
}

// MigrationsOf are those that concern an app: what lies in its package, in those around it, or where its tool keeps them. The
// packages of a Go program lie all over its module.
func MigrationsOf(repo *source.Repo, app *App) []string {
	if app.Language != Node {
		return MigrationFiles(repo)
	}
	pkgs := nodejs.Packages(repo)
	near := append(nodejs.Ancestors(app.Dir), app.Fact(MigrationHome))
	return slices.DeleteFunc(MigrationFiles(repo), func(name string) bool {
		dir := path.Dir(name)
		for dir != "." && !isPackage(pkgs[dir]) {
			dir = path.Dir(dir)
		}
		return !slices.Contains(near, dir) && !strings.HasPrefix(dir, app.Dir+"/")
	})
}

// isPackage tells a package from a manifest that says no more than how the files around it are read.
func isPackage(pkg *nodejs.Package) bool {
	return pkg != nil && (pkg.Name != "" || len(pkg.Deps)+len(pkg.DevDeps) > 0)
}
