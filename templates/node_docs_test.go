package templates_test

// Comparable tells whether a test can hold the API's description against the routes.
func (d data) Comparable() bool { return d.Importable() != nil }

// Description is where the API is described.
func (d data) Description() struct{ Title, Link string } {
	return struct{ Title, Link string }{"openapi.yaml", "../../openapi.yaml"}
}

// ByPath are routes that no router has.
func (d data) ByPath() string {
	if d.closed {
		return "'GET /health/live'"
	}
	return ""
}
