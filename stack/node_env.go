package stack

// readsNode lists the environment variables that the app's own files read.
func readsNode(repo *Repo, app *App) []EnvRead { return nil }
