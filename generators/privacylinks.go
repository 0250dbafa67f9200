package generators

import (
	"slices"
	"strings"

	"scaffold/stack"
)

// links returns the columns of a model that lead to rows of others, by a foreign key or, for people, by their name.
func (m *privacyMap) links(each stack.Model) []link {
	var all []link
	for _, r := range each.Links() {
		other := slices.IndexFunc(m.models, func(o stack.Model) bool { return o.Name == r.Model || o.Table == r.Model })
		if other < 0 || len(r.Fields) != 1 || len(r.References) != 1 {
			continue
		}
		from, to := each.Field(r.Fields[0]), m.models[other].Field(r.References[0])
		if from == nil || to == nil {
			continue
		}
		l := link{column: from.Column, table: m.models[other].Table, key: to.Column, optional: from.Optional, loose: r.OnDelete == "set null"}
		l.own = ownership().MatchString(base(from.Column)) || base(from.Column) == lastWord(singular(l.table)) || r.OnDelete == "cascade"
		all = append(all, l)
	}
	for _, f := range each.Columns() {
		linked := slices.ContainsFunc(all, func(l link) bool { return l.column == f.Column })
		key := f.ID && f.Column != "subject" // one row for each person
		if !linked && !key && holdsID(f) && ownership().MatchString(base(f.Column)) {
			all = append(all, link{column: f.Column, optional: f.Optional, own: true})
		}
	}
	return all
}

// holdsID tells whether a column without a foreign key is made to hold an id.
func holdsID(f stack.ModelField) bool {
	name := words(f.Column)
	return slices.Contains([]string{"string", "uuid", "integer", "bigint"}, f.Type) &&
		(strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_by") || name == "subject" || name == "actor")
}

// base is a column's name without what says that it holds an id.
func base(column string) string { return strings.TrimSuffix(words(column), "_id") }

func lastWord(name string) string { return name[strings.LastIndexByte(name, '_')+1:] }

// link gives a model the owners that its own columns name.
func (m *privacyMap) link(each stack.Model) {
	if id, ok := m.identity[each.Table]; ok {
		p := m.policy(each)
		p.Owners = append(p.Owners, owner{Person: each.Table, Column: id, Erasure: "delete"})
	}
	for _, l := range m.links(each) {
		kind := l.table
		switch {
		case kind == "":
			kind = m.principal
		case !slices.Contains(m.people, kind):
			continue
		}
		p := m.policy(each)
		o := owner{Person: kind, Column: l.column, Erasure: erasure(each, l)}
		if l.table != "" && l.key != m.identity[kind] {
			o.OfTable, o.OfColumn = l.table, l.key
		}
		p.Owners = append(p.Owners, o)
	}
}

// erasure says what becomes of a row when the person goes that one of its columns names.
func erasure(m stack.Model, l link) string {
	table := words(m.Table)
	switch {
	case m.Table == "privacy_erasures":
		return "keep"
	case logLike().MatchString(table) && l.optional:
		return "anonymise"
	case l.loose && len(personalColumns(m, false)) == 0, !l.own && l.optional:
		return "unlink"
	case !l.own:
		return "keep"
	case forLaw().MatchString(table):
		return "anonymise"
	}
	return "delete"
}

// matchAddresses finds the rows of the person who sends requests in tables that know them by their e-mail address only, such
// as a list of who wants news. A table that others lead to is of people in their own right.
func (m *privacyMap) matchAddresses() {
	from := m.model(m.principal)
	if from == nil {
		return
	}
	address := addressOf(*from)
	for _, table := range m.people {
		to := addressOf(*m.model(table))
		if table != m.principal && address != "" && to != "" && !m.ledTo(table) {
			p := m.policies[table]
			p.Owners = append(p.Owners, owner{Person: m.principal, Column: to, OfTable: m.principal, OfColumn: address, IgnoreCase: true, Erasure: "delete"})
		}
	}
}

// ledTo tells whether a table has rows of others that lead to it.
func (m *privacyMap) ledTo(table string) bool {
	return slices.ContainsFunc(m.models, func(each stack.Model) bool {
		return slices.ContainsFunc(m.links(each), func(l link) bool { return l.table == table })
	})
}

func addressOf(m stack.Model) string {
	for _, f := range m.Columns() {
		if strings.Contains(words(f.Column), "mail") && f.Type == "string" && personalName().MatchString(words(f.Column)) {
			return f.Column
		}
	}
	return ""
}

// through maps the tables whose rows belong to rows of mapped ones: an order's lines, a note's comments.
func (m *privacyMap) through() {
	for found := true; found; {
		found = false
		for _, each := range m.models {
			if m.policies[each.Table] != nil {
				continue
			}
			for _, l := range m.links(each) {
				parent := m.policies[l.table]
				if parent == nil || l.table == each.Table {
					continue
				}
				p := m.policy(each)
				for _, kind := range theirKinds(parent) {
					p.Owners = append(p.Owners, owner{Person: kind, Column: l.column, OfTable: l.table, OfColumn: l.key, Erasure: inherited(parent, kind)})
				}
				if len(p.Owners) == 0 {
					delete(m.policies, each.Table)
					m.order = m.order[:len(m.order)-1]
					continue
				}
				found = true
				break
			}
		}
	}
}

// theirKinds are the kinds of people that rows of a table are about.
func theirKinds(p *policy) []string {
	var kinds []string
	for _, o := range p.Owners {
		if (o.Erasure == "delete" || o.Erasure == "anonymise") && !slices.Contains(kinds, o.Person) {
			kinds = append(kinds, o.Person)
		}
	}
	return kinds
}

// inherited is what becomes of the rows that belong to a row, when that is erased.
func inherited(p *policy, kind string) string {
	for _, o := range p.Owners {
		if o.Person == kind && o.Erasure == "delete" {
			return "delete"
		}
	}
	return "anonymise"
}

// keepWhole sees to the rows of others that lead to rows which are deleted: they go too, or no longer lead there.
func (m *privacyMap) keepWhole() {
	for _, each := range m.models {
		for _, l := range m.links(each) {
			parent := m.policies[l.table]
			if parent == nil || m.identity[l.table] != "" {
				continue
			}
			for _, kind := range theirKinds(parent) {
				if inherited(parent, kind) != "delete" {
					continue
				}
				p := m.policy(each)
				has := slices.ContainsFunc(p.Owners, func(o owner) bool { return o.Person == kind && o.Column == l.column })
				if has || !l.optional && (l.table == each.Table || m.reaches(l.table, each.Table)) {
					continue
				}
				o := owner{Person: kind, Column: l.column, OfTable: l.table, OfColumn: l.key, Others: true, Erasure: "delete"}
				if l.optional {
					o.Erasure = "unlink"
				}
				p.Owners = append(p.Owners, o)
			}
		}
	}
}

// reaches tells whether the way to a table's person leads through another table.
func (m *privacyMap) reaches(from, to string) bool {
	seen := map[string]bool{}
	var ask func(string) bool
	ask = func(table string) bool {
		if seen[table] || m.policies[table] == nil {
			return false
		}
		seen[table] = true
		return slices.ContainsFunc(m.policies[table].Owners, func(o owner) bool { return o.OfTable == to || o.OfTable != "" && ask(o.OfTable) })
	}
	return ask(from)
}

// settlePeople keeps the row of a person, without what tells of them, where rows that are kept must lead to it.
func (m *privacyMap) settlePeople() {
	for _, kind := range m.people {
		kept := false
		for _, each := range m.models {
			for _, l := range m.links(each) {
				p := m.policies[each.Table]
				if l.table != kind || p == nil || each.Table == kind {
					continue
				}
				at := slices.IndexFunc(p.Owners, func(o owner) bool { return o.Column == l.column && o.Person == kind })
				kept = kept || at >= 0 && !l.optional && (p.Owners[at].Erasure == "keep" || p.Owners[at].Erasure == "anonymise")
			}
		}
		p := m.policies[kind]
		for i := range p.Owners {
			if kept || forLaw().MatchString(words(kind)) {
				p.Owners[i].Erasure = "anonymise"
			}
		}
	}
}
