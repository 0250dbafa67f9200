package generators

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// mapped writes the policies of a schema, one a line.
func mapped(t *testing.T, files map[string]string) string {
	t.Helper()
	c := tabled(t, files)
	c.Gaps = nil
	d := data{App: c.App, context: c}
	lines := []string{fmt.Sprint(d.People())}
	for _, p := range d.Policies() {
		line := fmt.Sprintf("%s (%s) %v", p.Table, p.Basis, p.Personal)
		if len(p.Withheld) > 0 {
			line += fmt.Sprintf(" without %v", p.Withheld)
		}
		for _, o := range p.Owners {
			line += fmt.Sprintf("; %s of %s by %s", o.Erasure, o.Person, o.Column)
			if o.OfTable != "" {
				line += " in " + o.OfTable + "." + o.OfColumn
			}
			if o.Others {
				line += ", somebody else's"
			}
		}
		if p.Retention != nil {
			line += fmt.Sprintf("; %d days from %s", p.Retention.Days, p.Retention.Column)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

const shop = `CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL UNIQUE, password_hash text NOT NULL, name text NOT NULL, email_verified boolean);
CREATE TABLE profiles (id int PRIMARY KEY, user_id uuid NOT NULL UNIQUE REFERENCES users ON DELETE CASCADE, phone text, birth_date date NOT NULL);
CREATE TABLE products (id int PRIMARY KEY, name text NOT NULL, created_by uuid REFERENCES users ON DELETE SET NULL);
CREATE TABLE orders (id int PRIMARY KEY, user_id uuid NOT NULL REFERENCES users, shipping_address text NOT NULL, created_at timestamptz);
CREATE TABLE order_lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, product_id int NOT NULL REFERENCES products);
CREATE TABLE posts (id int PRIMARY KEY, author_id uuid NOT NULL REFERENCES users, body text);
CREATE TABLE comments (id int PRIMARY KEY, author_id uuid NOT NULL REFERENCES users, post_id int NOT NULL REFERENCES posts, parent_id int REFERENCES comments);
CREATE TABLE sessions (id text PRIMARY KEY, user_id uuid NOT NULL, ip inet, expires_at timestamptz NOT NULL);
CREATE TABLE waitlist (id int PRIMARY KEY, email text NOT NULL);
CREATE TABLE settings (key text PRIMARY KEY, value text);
`

func TestPolicies(t *testing.T) {
	clinic, err := os.ReadFile("../testdata/golden/express-backend/repo/backend/prisma/schema.prisma")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		files      map[string]string
	}{
		{"a shop", `[users waitlist]
comments (contract) []; delete of users by author_id; delete of users by post_id in posts.id, somebody else's; unlink of users by parent_id in comments.id, somebody else's
order_lines (contract) []; anonymise of users by order_id in orders.id
orders (legal obligation) [{shipping_address text}]; anonymise of users by user_id; 3650 days from created_at
posts (contract) []; delete of users by author_id
products (contract) []; unlink of users by created_by
profiles (contract) [{phone null} {birth_date date}]; delete of users by user_id
sessions (legitimate interest) [{ip null}]; delete of users by user_id; 30 days from expires_at
waitlist (contract) [{email text}]; delete of waitlist by id; delete of users by email in users.email
users (contract) [{email unique} {password_hash text} {name text}] without [password_hash]; anonymise of users by id`, map[string]string{"migrations/1_init.sql": shop}},
		{"a clinic", `[users patients]
appointments (legal obligation) [{notes null}]; anonymise of patients by patient_id; keep of users by doctor_id; 3650 days from starts_at
audit_logs (legitimate interest) [{ip null} {user_id null}]; anonymise of users by user_id; 730 days from created_at
patients (contract) [{first_name text} {last_name text} {date_of_birth date} {phone null} {email null}]; anonymise of patients by id
users (contract) [{email unique} {password_hash text} {name text}] without [password_hash]; anonymise of users by id`, map[string]string{"prisma/schema.prisma": string(clinic)}},
		{"nothing but notes", "[account]", map[string]string{"prisma/schema.prisma": "datasource db {\n}\nmodel Note {\n id String @id\n text String\n}\n"}},
		{"ids of an outside provider", `[users]
notes (contract) []; delete of users by user_id in users.id
users (contract) [{email null}]; delete of users by clerk_id`, map[string]string{"m/1.sql": "CREATE TABLE users (id int PRIMARY KEY, clerk_id text UNIQUE, email text); CREATE TABLE notes (id int, user_id int REFERENCES users);"}},
		{"people who are elsewhere", `[account]
tags (contract) []; delete of account by note_id in notes.id
notes (contract) []; delete of account by owner_id`, map[string]string{"m/1.sql": "CREATE TABLE notes (id int PRIMARY KEY, owner_id text NOT NULL, created_at timestamptz); CREATE TABLE tags (note_id int REFERENCES notes, tag text)"}},
	} {
		if got := mapped(t, c.files); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}
