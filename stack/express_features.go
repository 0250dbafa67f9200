package stack

func expressFeatures(app *App, flow *expressFlow, files []string) map[Feature]Found { return map[Feature]Found{} }
