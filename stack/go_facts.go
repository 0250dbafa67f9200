package stack

func (p *goProgram) facts(app *App) map[Key]Fact { return map[Key]Fact{} }
