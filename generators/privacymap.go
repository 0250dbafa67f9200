package generators

import (
	"path"
	"slices"

	"scaffold/stack"
)

// policy says what a table holds about people, why, for how long, and what erasing one of them does to its rows.
type policy struct {
	Table     string
	Purpose   string
	Basis     string // contract, legal obligation, legitimate interest, consent
	Personal  []personal
	Withheld  []string // columns that no export shows
	Owners    []owner
	Retention *retention // nil for as long as the person's account
	Own       bool       // the table is one of the tool's
	model     stack.Model
}

// owner is a way from a row to a person.
type owner struct {
	Person     string // the kind of person: the name of their table, "account" where they have none
	Column     string
	OfTable    string // the table that the column leads to, "" where it holds the person's id
	OfColumn   string
	IgnoreCase bool
	Others     bool   // the row is somebody else's, and goes because it cannot stand without one that is erased
	Erasure    string // delete, anonymise, unlink, keep
}

// retention is how long rows are kept, counted from a column.
type retention struct {
	Column string
	Days   int
}

// privacyMap works the policies out, the tables that lead to others before those.
type privacyMap struct {
	models    []stack.Model
	own       map[string]bool   // tables of the tool's
	people    []string          // tables of people
	principal string            // the kind of person that sends requests
	identity  map[string]string // by kind of person, the column of their table that holds their id
	policies  map[string]*policy
	order     []string
}

// Policies returns what the app holds about people, in the order in which a person is erased.
func (d data) Policies() []*policy {
	m := d.context.privacyMap()
	var all []*policy
	for _, name := range m.order {
		all = append(all, m.policies[name])
	}
	return all
}

// People are the kinds of people that the app holds data about, the one that sends requests first.
func (d data) People() []string { return d.context.privacyMap().kinds() }

// PrismaSchema are the files of the schema that defines the tables, nil where Prisma does not.
func (d data) PrismaSchema() []string { return stack.PrismaSchema(d.context.Repo, d.App) }

// MigrationFolders are the folders whose scripts define the tables.
func (d data) MigrationFolders() []string {
	folders := []string{d.context.migrationDir()}
	for _, m := range d.Models() {
		if dir := path.Dir(m.At.Path); m.By == "sql" && !slices.Contains(folders, dir) {
			folders = append(folders, dir)
		}
	}
	return folders
}

func (c *Context) privacyMap() *privacyMap {
	m := &privacyMap{own: map[string]bool{}, identity: map[string]string{}, policies: map[string]*policy{}}
	m.models = slices.Clone(c.models())
	for _, own := range c.ownModels() {
		m.own[own.Table] = true
		m.models = append(m.models, own)
	}
	m.findPeople()
	for _, each := range m.models {
		m.link(each)
	}
	m.matchAddresses()
	m.through()
	m.keepWhole()
	m.settlePeople()
	m.describe()
	m.sort()
	return m
}

func (m *privacyMap) kinds() []string {
	kinds := []string{m.principal}
	for _, p := range m.people {
		if p != m.principal {
			kinds = append(kinds, p)
		}
	}
	return kinds
}

// usual are the names of tables of people who use a service, the most usual first.
var usual = []string{"auth_account", "user", "account", "customer", "member", "client", "person", "profile"}

// findPeople finds the tables of people: those that tell something of one, and belong to no other.
func (m *privacyMap) findPeople() {
	var candidates []string
	for _, each := range m.models {
		known := slices.Contains(usual, singular(each.Table)) && (!m.own[each.Table] || each.Table == "auth_accounts")
		if known || !m.own[each.Table] && !logLike().MatchString(words(each.Table)) && len(personalColumns(each, false)) > 0 {
			candidates = append(candidates, each.Table)
		}
	}
	for _, table := range candidates {
		each := m.model(table)
		belongs := slices.ContainsFunc(m.links(*each), func(l link) bool {
			named := l.table == "" && !slices.Contains(usual, singular(table))
			return l.own && (named || l.table != table && slices.Contains(candidates, l.table))
		})
		if !belongs {
			m.people = append(m.people, table)
		}
	}
	m.principal = "account"
	for _, name := range usual {
		if at := slices.IndexFunc(m.people, func(p string) bool { return singular(p) == name }); at >= 0 {
			m.principal = m.people[at]
			break
		}
	}
	for _, p := range m.people {
		m.identity[p] = idColumn(*m.model(p))
	}
}

var outside = matching(`^(clerk|auth0|auth|firebase|supabase|cognito|external|provider)_?(user_?)?(id|uid)$`)

// idColumn is the column that holds a person's id: that of whoever logs them in where the table has one, else the key.
func idColumn(m stack.Model) string {
	for _, f := range m.Columns() {
		if outside().MatchString(words(f.Column)) {
			return f.Column
		}
	}
	if len(m.Key) == 1 {
		if f := m.Field(m.Key[0]); f != nil {
			return f.Column
		}
	}
	return "id"
}

func (m *privacyMap) model(table string) *stack.Model {
	for i := range m.models {
		if m.models[i].Table == table {
			return &m.models[i]
		}
	}
	return nil
}

// policy returns that of a table, made where there is none yet.
func (m *privacyMap) policy(each stack.Model) *policy {
	p := m.policies[each.Table]
	if p == nil {
		p = &policy{Table: each.Table, model: each, Own: m.own[each.Table]}
		m.policies[each.Table] = p
		m.order = append(m.order, each.Table)
	}
	return p
}

// link is a column of a model that leads to a row of another, or holds a person's id.
type link struct {
	column          string
	table, key      string // "" where no table is named
	optional, loose bool   // loose: the database empties the column when the other row goes
	own             bool   // its name says whose the row is
}

var (
	ownership = matching(`^(user|owner|author|customer|client|member|account|person|subject|sender|recipient|receiver|patient|student|employee|guest|actor|profile)$`)
	logLike   = matching(`(^|_)(audit|logs?|events?|history|visits?|attempts?|logins?)(_|$)`)
	forLaw    = matching(`(^|_)(orders?|invoices?|payments?|transactions?|refunds?|bookings?|receipts?|subscriptions?|appointments?|prescriptions?|diagnos[ei]s|treatments?|contracts?)$`)
	passing   = matching(`(^|_)(sessions?|tokens?|otps?|verifications?|notifications?|logs?|events?|visits?|attempts?|logins?)$`)
)
