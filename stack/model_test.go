package stack

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"scaffold/stack/source"
)

// modelled writes what is known of models, a line each.
func modelled(models []Model) string {
	var lines []string
	for _, m := range models {
		var fields []string
		for _, f := range m.Fields {
			fields = append(fields, field(f))
		}
		line := fmt.Sprintf("%s %s=%s key %v: %s", m.By, m.Name, m.Table, m.Key, strings.Join(fields, ", "))
		for _, u := range m.Uniques {
			line += fmt.Sprintf(" unique %v", u)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func field(f ModelField) string {
	text := f.Name
	if f.Column != f.Name {
		text += "=" + f.Column
	}
	text += " " + f.Type
	if f.List {
		text += "[]"
	}
	if f.Optional {
		text += "?"
	}
	if len(f.Enum) > 0 {
		text += fmt.Sprint(f.Enum)
	}
	if f.Unique {
		text += "!"
	}
	if f.Default != "" {
		text += " (" + f.Default + ")"
	}
	if r := f.Relation; r != nil {
		text += fmt.Sprintf(" %v->%s%v %s", r.Fields, r.Model, r.References, r.OnDelete)
	}
	return strings.TrimSpace(text)
}

func TestModels(t *testing.T) {
	for _, c := range []struct{ name, repo, want string }{
		{"Prisma's, in a library that the app depends on", `
-- package.json --
{"workspaces": ["apps/*", "libs/*"]}
-- apps/api/package.json --
{"name": "api", "dependencies": {"@x/db": "1.0.0"}}
-- apps/other/package.json --
{"name": "other"}
-- apps/other/prisma/schema.prisma --
model Wrong {
  id Int @id
}
-- libs/db/package.json --
{"name": "@x/db"}
-- libs/db/prisma.config.ts --
import path from 'node:path';
export default defineConfig({ schema: path.join('db', 'models') });
-- libs/db/db/models/role.prisma --
enum Role {
  admin @map("ADMIN")
  user
}
-- libs/db/db/models/schema.prisma --
datasource db {
  provider = "postgresql"
}
model User {
  id    String @id @default(uuid()) @db.Uuid
  eMail String @unique @map("e_mail")
  role  Role   @default(user)
  notes Note[]
  @@map("users")
}
model Note {
  userId String
  at     DateTime
  user   User     @relation(fields: [userId], references: [id], onDelete: SetNull)
  second User?    @relation("b", fields: [userId], references: [id])
  @@id([userId, at])
  @@unique([at, userId])
}
model Left {
  id Int @id
  @@ignore
}
`, `prisma User=users key [id]: id uuid (uuid()), eMail=e_mail string!, role enum[ADMIN user] (user), notes= Note[] []->Note[]
prisma Note=Note key [userId at]: userId string, at datetime, user= User [userId]->User[id] set null, second= User? [userId]->User[id] set null unique [at userId]`},
		{"Prisma's, which a script names", `
-- apps/api/package.json --
{"name": "api", "scripts": {"generate": "prisma generate --schema=src/data/main.prisma"}}
-- apps/api/src/data/main.prisma --
model A {
  id Int @id
}
`, "prisma A=A key [id]: id integer"},
		{"Drizzle's", `
-- apps/api/package.json --
{"name": "api", "dependencies": {"drizzle-orm": "^0.45.0"}}
-- apps/api/src/schema.ts --
import { pgEnum, pgTable, primaryKey, serial, text, timestamp, unique, uuid, varchar } from 'drizzle-orm/pg-core';
export const role = pgEnum('role', ['admin', 'user']);
const stamps = { createdAt: timestamp('created_at', { withTimezone: true }).defaultNow().notNull() };
export const users = pgTable('users', {
  id: uuid().primaryKey().defaultRandom(),
  eMail: varchar('e_mail', { length: 320 }).notNull().unique(),
  role: role().notNull().default('user'),
  kind: text({ enum: ['a', 'b'] }),
  ...stamps,
});
export const notes = pgTable('notes', (t) => ({
  id: serial('id'),
  userId: t.uuid('user_id').notNull().references(() => users.id, { onDelete: 'cascade' }),
  tags: t.text().array(),
}), (table) => [primaryKey({ columns: [table.id, table.userId] }), unique('x').on(table.userId, table.tags)]);
export const other = notATable('x', {});
`, `drizzle users=users key [id]: id uuid (uuid()), eMail=e_mail string!, role enum[admin user] ('user'), kind enum?[a b], createdAt=created_at datetime (now())
drizzle notes=notes key [id userId]: id integer (autoincrement()), userId=user_id uuid [userId]->users[id] cascade, tags string[]? unique [userId tags]`},
		{"Drizzle's, in snake case", `
-- apps/api/package.json --
{"name": "api", "dependencies": {"drizzle-orm": "^0.45.0"}}
-- apps/api/drizzle.config.ts --
export default defineConfig({ dialect: 'sqlite', casing: 'snake_case' }); // drizzle
-- apps/api/schema.js --
const { sqliteTable, integer } = require('drizzle-orm/sqlite-core');
exports.a = 1;
const people = sqliteTable('people', { bornIn: integer().primaryKey() });
`, "drizzle people=people key [bornIn]: bornIn=born_in integer"},
		{"migrations in SQL", `
-- apps/api/package.json --
{"name": "api"}
-- apps/api/migrations/10_more.up.sql --
ALTER TABLE users ADD COLUMN phone text;
ALTER TABLE notes ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE SET NULL;
-- apps/api/migrations/10_more.down.sql --
DROP TABLE users;
-- apps/api/migrations/9_first.up.sql --
CREATE TYPE role AS ENUM ('a', 'b');
CREATE TABLE users (id bigint PRIMARY KEY, role role NOT NULL DEFAULT 'a', email varchar(320) UNIQUE);
CREATE TABLE notes (user_id bigint, tags text[] NOT NULL, UNIQUE (user_id, tags));
`, `sql users=users key [id]: id bigint, role enum[a b] ('a'), email string?!, phone string?
sql notes=notes key []: user_id bigint? [user_id]->users[id] set null, tags string[] unique [user_id tags]`},
		{"none", "\n-- apps/api/package.json --\n{\"name\": \"api\"}\n-- apps/api/test/fixture.sql --\nCREATE TABLE a (x int);\n", ""},
	} {
		texts := map[string][]byte{}
		for _, f := range txtar.Parse([]byte(c.repo)).Files {
			texts[f.Name] = f.Data
		}
		got := modelled(Models(source.Virtual(texts), &App{Dir: "apps/api", Facts: map[Key]Fact{}}))
		if got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}
