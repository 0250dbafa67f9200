package stack

// Script is a command of the repository under a name that people type: npm run db:backup.
type Script struct {
	Name string // "db:backup"
	Run  string // "scripts/backup.sh"
	Dir  string // folder that it runs in, relative to the repository's root; "" for the root
	// Own says that it is a command of the app's own package, not of the repository's.
	Own bool
	// Order are the names of all scripts that the tool may add to the app, in their order.
	Order []string
}

// Command returns what does a thing when it is run in the repository's root: "npm run lint -w apps/api" for "lint". What is
// asked for is one of install, build, lint, typecheck, format, test, start, dev and audit, or the name of a script. added are
// the names of scripts that are about to be added. It is "" where the repository has no such command.
func (a *App) Command(name string, added ...string) string {
	return a.Language.Command(a, name, added)
}
