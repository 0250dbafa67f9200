package stack

func readsGo(repo *Repo, app *App) []EnvRead { return nil }
