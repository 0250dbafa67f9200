package tssrc

// LocalValue returns what a variable is made from that is declared in a function around its use, nothing for any other.
func LocalValue(n Node) Node {
	name, value := n.Ident(), Node{}
	for up := n.Parent(); name != "" && up.Valid() && !value.Valid(); up = up.Parent() {
		if !up.IsFunctionLike() {
			continue
		}
		up.Body().Walk(func(d Node) bool {
			if d.Kind() == KindVariableDeclaration && d.Name().Ident() == name {
				value = d.Initializer()
			}
			return !value.Valid()
		})
	}
	return value
}
