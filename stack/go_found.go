package stack

func (s *goSite) found(app *App) map[Feature]Found { return map[Feature]Found{} }
