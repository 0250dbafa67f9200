package templates_test

// call is a route as a test asks it.
type call struct {
	Method, Path string
	Success      int
}

// APITests are what is known of the app's routes: much where all gaps are closed, little where none is.
func (d data) APITests() any {
	t := struct {
		Routes                   []string
		Good, Strangers, Checked []call
		NotFound, Headers        bool
		Form                     string
	}{Routes: []string{"GET /items"}}
	if d.closed {
		t.Routes = append(t.Routes, "DELETE /api/organisations/:organisation/items/:item", "PATCH /api/organisations/:organisation/items/:item")
		t.Good = []call{{"GET", "/items", 200}, {"GET", "/hours", 200}}
		t.Strangers = []call{{"DELETE", "/items/1", 0}}
		t.Checked = []call{{"POST", "/items", 201}}
		t.NotFound, t.Headers, t.Form = true, true, d.Answers["format"]
	}
	return &t
}

// row is a factory of rows.
type row struct {
	Name, Var, Table string
	Fields           []struct{ Name, Type, Value string }
	Uniques          []string
	Counts           bool
}

// Factories make rows of two tables, or of one.
func (d data) Factories() []row {
	rows := []row{{
		Name: "User", Var: "userFactory", Table: "users", Uniques: []string{"email"}, Counts: true,
		Fields: []struct{ Name, Type, Value string }{{"email", "string", "`person${String(sequence)}@example.com`"}},
	}}
	if d.closed {
		rows = append(rows, row{Name: "Note", Var: "noteFactory", Table: "notes", Fields: []struct{ Name, Type, Value string }{{"text", "string", "faker.lorem.words(3)"}}})
	}
	return rows
}

// FactoryImport is the import of all factories, up to the module.
func (d data) FactoryImport() string { return "import { userFactory }" }

// ErrorBase is the user's own class of errors; there is one where no gap is closed.
func (d data) ErrorBase() any {
	if d.closed {
		return nil
	}
	return &struct {
		Import, Name, Arguments, Status string
	}{"import { ApiError } from './api-error.js';", "ApiError", "status, message", "status"}
}

// StatusName is the property under which errors hold their status.
func (d data) StatusName() string { return "status" }
