package generators

import (
	"slices"
	"strings"

	"scaffold/stack"
)

// describe fills in what is held, why and for how long.
func (m *privacyMap) describe() {
	for _, p := range m.policies {
		theirs := len(theirKinds(p)) > 0
		p.Personal = personalColumns(p.model, theirs)
		p.Withheld = withheld(p.model)
		m.emptied(p)
		p.Purpose, p.Basis = m.purpose(p)
		p.Retention = retained(p)
	}
}

// emptied adds the columns by which an anonymised row names its person, where they may be empty.
func (m *privacyMap) emptied(p *policy) {
	for _, o := range p.Owners {
		f := column(p.model, o.Column)
		listed := slices.ContainsFunc(p.Personal, func(each personal) bool { return each.Column == o.Column })
		if o.Erasure == "anonymise" && f != nil && f.Optional && !listed && m.identity[p.Table] != o.Column {
			p.Personal = append(p.Personal, personal{o.Column, "null"})
		}
	}
}

func column(m stack.Model, name string) *stack.ModelField {
	for i, f := range m.Fields {
		if f.Column == name {
			return &m.Fields[i]
		}
	}
	return nil
}

// purpose says in words why a table is held, and what the law calls that.
func (m *privacyMap) purpose(p *policy) (purpose, basis string) {
	table := words(p.Table)
	things := strings.ReplaceAll(table, "_", " ")
	switch {
	case p.Table == "privacy_consents":
		return "proof of what was agreed to", "legal obligation"
	case p.Table == "privacy_erasures":
		return "proof of what was erased, and the list that a restored backup is cleaned by", "legal obligation"
	case p.Table == "privacy_erasure_requests":
		return "who asked to be erased, until it is done", "legal obligation"
	case passing().MatchString(table), logLike().MatchString(table), strings.HasPrefix(table, "audit_"):
		return "security: " + things, "legitimate interest"
	case forLaw().MatchString(table):
		return "records that the law asks for: " + things, "legal obligation"
	case slices.Contains(m.people, p.Table):
		return "who uses the service: " + things, "contract"
	}
	return "providing the service: " + things, "contract"
}

// kept are the days that rows are kept for.
const (
	expired = 30       // behind the date on which they end
	watched = 90       // logs, visits, attempts
	audited = 2 * 365  // who did what
	byLaw   = 10 * 365 // what tax law asks for in most countries
	listed  = 400      // the erasure list: longer than any backup is kept
)

// retained says how long the rows of a table are kept, counted from one of its dates.
func retained(p *policy) *retention {
	table := words(p.Table)
	date := func(names ...string) string {
		for _, name := range names {
			for _, f := range p.model.Columns() {
				if words(f.Column) == name && (f.Type == "datetime" || f.Type == "date") {
					return f.Column
				}
			}
		}
		return ""
	}
	ends := date("expires_at", "expiry", "expires", "valid_until")
	born := date("created_at", "recorded_at", "erased_at", "at", "timestamp", "inserted_at", "issued_at", "placed_at", "starts_at", "date")
	switch {
	case p.Own && strings.HasPrefix(table, "audit_"):
		return nil // has rules of its own
	case p.Table == "privacy_erasures":
		return &retention{born, listed}
	case ends != "" && !forLaw().MatchString(table):
		return &retention{ends, expired}
	case forLaw().MatchString(table) && born != "":
		return &retention{born, byLaw}
	case logLike().MatchString(table) && strings.Contains(table, "audit") && born != "":
		return &retention{born, audited}
	case passing().MatchString(table) && born != "":
		return &retention{born, watched}
	}
	return nil
}

// sort puts each table before those that its owners lead through.
func (m *privacyMap) sort() {
	var sorted []string
	seen := map[string]bool{}
	var visit func(string)
	visit = func(table string) {
		if seen[table] || m.policies[table] == nil {
			return
		}
		seen[table] = true
		for _, other := range m.order {
			if slices.ContainsFunc(m.policies[other].Owners, func(o owner) bool { return o.OfTable == table }) || m.leads(other, table) {
				visit(other)
			}
		}
		sorted = append(sorted, table)
	}
	slices.Sort(m.order)
	for _, table := range m.order {
		visit(table)
	}
	m.order = sorted
}

// leads tells whether a table has a foreign key to another.
func (m *privacyMap) leads(from, to string) bool {
	return slices.ContainsFunc(m.links(m.policies[from].model), func(l link) bool { return l.table == to })
}

// Becomes says in words what erasing the person does to a row.
func (o owner) Becomes() string {
	switch o.Erasure {
	case "delete":
		return "deleted"
	case "anonymise":
		return "kept without what tells of the person"
	case "unlink":
		return "kept, and lead to the person no longer"
	}
	return "kept as they are: they name nobody but by that"
}

// Plain is a column's name in words.
func (p personal) Plain() string { return strings.ReplaceAll(words(p.Column), "_", " ") }

// Dashes is what stands between a script's command and its arguments.
func (d data) Dashes() string {
	if d.App.Is(stack.Manager, "npm") {
		return " --"
	}
	return ""
}
