package templates_test

// PersonalNames and CloseNames are the names of columns that tell of a person.
func (d data) PersonalNames() []string { return []string{`e?_?mail`, `(first|last)_?name`} }

func (d data) CloseNames() string { return `name|title|city` }

// MigrationFolders are the folders whose scripts define the tables.
func (d data) MigrationFolders() []string { return []string{"migrations", "src/db/migrations"} }

// People are the kinds of people.
func (d data) People() []string { return []string{"accounts", "customers"} }

// column is a column that tells of a person, and what takes its place.
type column struct{ Column, Instead string }

// owner is a way from a row to a person.
type owner struct {
	Person, Column, OfTable, OfColumn, Erasure string
	IgnoreCase, Others                         bool
}

// retention is how long rows are kept.
type retention struct {
	Column string
	Days   int
}

// policy is what a table holds about people.
type policy struct {
	Table, Purpose, Basis string
	Personal              []column
	Withheld              []string
	Owners                []owner
	Retention             *retention
}

// Policies are of two tables: all that a policy can say, and no more than it must.
func (d data) Policies() []policy {
	return []policy{
		{
			Table: "accounts", Purpose: "to know who asks", Basis: "contract",
			Personal: []column{{"email", "unique"}, {"name", "text"}},
			Withheld: []string{"password_hash"},
			Owners: []owner{
				{Person: "accounts", Column: "id", Erasure: "delete"},
				{Person: "customers", Column: "email", OfTable: "customers", OfColumn: "email", IgnoreCase: true, Others: true, Erasure: "anonymise"},
			},
			Retention: &retention{"created_at", 365},
		},
		{Table: "notes", Purpose: "to keep notes", Basis: "contract", Owners: []owner{{Person: "accounts", Column: "author", Erasure: "keep"}}},
	}
}
