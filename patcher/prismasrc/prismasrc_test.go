package prismasrc

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"scaffold/patcher"
	"scaffold/patcher/patchertest"
)

const cases = "testdata/*.txtar"

func build(_ string, args []string) patcher.Edit { return AddModel{Text: args[0], Before: args[1:]} }

func TestEdits(t *testing.T) { patchertest.Run(t, cases, build, patchertest.Parses(Parse)) }

const schema = `
generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["views", "postgresqlExtensions"]
}
datasource db { // which one
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

type Money = Decimal @db.Decimal(12, 2)

/* who
   signs in */
/// A person.
/// Signs in.
model User {
  id        Int       @id @default(autoincrement()) @map("user_id")
  e_mail    String    @unique @db.VarChar(320) /// where they are written to
  born      DateTime?
  posts     Post[]    @relation("author")
  place     Unsupported("circle")?
  role      Role      @default(admin)
  tags      String[]  @default(["a, b", "c"])
  note      String    @default("a \" } @id // no")

  @@unique([e_mail, born(sort: Desc)], map: "who")
  @@map("users")
}

model Post {
  authorId Int
  at       DateTime @default(dbgenerated("now() - interval '1 day'"))
  author   User @relation(
    "author",
    fields: [authorId], // one
    references: [id],
    onDelete: Cascade,
  )
  @@id([authorId, at])
}

enum Role {
  admin @map("ADMIN")
  user
  @@map("roles")
}
`

func TestParse(t *testing.T) {
	s, err := Parse([]byte(schema))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, b := range s.Blocks {
		blocks = append(blocks, b.Kind+" "+b.Name)
	}
	if want := []string{"generator client", "datasource db", "model User", "model Post", "enum Role"}; !slices.Equal(blocks, want) {
		t.Fatalf("%q, want %q", blocks, want)
	}
	user, post := s.Blocks[2], s.Blocks[3]
	if got := s.Blocks[1].Setting("provider"); got != "postgresql" {
		t.Errorf("the provider is %q", got)
	}
	if got := s.Blocks[1].Setting("url"); got != `env("DATABASE_URL")` {
		t.Errorf("the address is %q", got)
	}
	if user.Doc != "A person.\nSigns in." || user.Table() != "users" || post.Table() != "Post" {
		t.Errorf("%q in %s, and %s", user.Doc, user.Table(), post.Table())
	}
	if got := strings.Join(facets(user), "\n"); got != `id Int @default(autoincrement()) @id @map("user_id")
e_mail String @db.VarChar(320) @unique
born DateTime?
posts Post[] @relation("author")
place Unsupported?
role Role @default(admin)
tags String[] @default(["a,b","c"])
note String @default("a\"}@id//no")
@@unique([e_mail,born(sort:Desc)], map: "who")
@@map("users")` {
		t.Error(got)
	}
	if user.Fields[0].Column() != "user_id" || user.Fields[1].Doc != "where they are written to" {
		t.Errorf("%+v", user.Fields[:2])
	}
	unique, _ := user.Attribute("unique")
	if got := Names(unique.Arg("fields", 0)); !slices.Equal(got, []string{"e_mail", "born"}) {
		t.Errorf("unique are %q", got)
	}
	relation, _ := post.Fields[2].Attribute("relation")
	if got := Names(relation.Arg("fields", -1)); !slices.Equal(got, []string{"authorId"}) || relation.Arg("onDelete", -1) != "Cascade" {
		t.Errorf("the relation is %+v", relation)
	}
	note, _ := user.Fields[7].Attribute("default")
	if got := Text(note.Arg("value", 0)); got != `a " } @id // no` {
		t.Errorf("the default is %q", got)
	}
	role := s.Blocks[4]
	if len(role.Values) != 2 || role.Values[0].Column() != "ADMIN" || role.Values[1].Column() != "user" || role.Table() != "roles" {
		t.Errorf("%+v", role)
	}
	if got := schema[user.Start:user.End]; !strings.HasPrefix(got, "model User {") || !strings.HasSuffix(got, "}") {
		t.Error(got)
	}
}

func TestWhatIsNoSchema(t *testing.T) {
	for src, want := range map[string]string{
		"model User {\n  id\n}\n":                "2:5: here the type of id is expected",
		"model User {\n  id Int @id 7\n}\n":      "2:14: here the end of the line is expected",
		"model User\n":                           "1:11: here the { of User is expected",
		"const a = 1\n":                          "1:1: here a block is expected, such as a model",
		"model A {\n  b String @default(\"x)\n}": "2:21: a string that does not end",
		"model A {\n  b String @map(\"x\"\n":     "3:1: here , or ) is expected",
		"generator a {\n  b = \n}":               "3:1: here a value is expected",
		"generator a {\n  b = [1\n":              "3:1: a bracket is open at the end of the file",
		"/* open":                                "1:1: a comment that does not end",
		"model A {\n  b String @id / c\n}":       "2:16: a slash that begins no comment",
		"model A {\n  $ b\n}":                    "2:3: a character that has no meaning in a Prisma schema",
		"enum A {\n  b c\n}":                     "2:5: here the end of the line is expected",
		"datasource d {\n  url\n}":               "2:6: here = and a value is expected",
		"model A {\n  b String[\n}":              "2:12: here ] is expected",
		"model A {\n  b String @7\n}":            "2:13: here an attribute's name is expected",
		"model A {\n  b String @db.\n}":          "2:16: here an attribute's name is expected",
		"model A {\n  \"b\" String\n}":           "2:3: here a line of A, or its } is expected",
		"model {\n}":                             "1:7: here the block's name is expected",
	} {
		_, err := Parse([]byte(src))
		var p *patcher.Problem
		if !errors.As(err, &p) {
			t.Errorf("%q: %v, want %s", src, err, want)
			continue
		}
		if got := strings.TrimPrefix(p.Where(), ":") + ": " + p.What; got != want {
			t.Errorf("%q: %s, want %s", src, got, want)
		}
	}
}

func FuzzAdd(f *testing.F) {
	patchertest.Seeds(f, cases, schema, "", "model A {}", "// no line end")
	f.Fuzz(func(t *testing.T, src string) {
		add := AddModel{Text: "/// A key.\nmodel ApiKey {\n  id String @id @default(uuid())\n}\n\nenum Scope {\n  read\n}"}
		out, err := patchertest.Laws(t, add, []byte(src), patchertest.Parses(Parse))
		if err == nil && !strings.HasPrefix(string(out), src) {
			t.Errorf("%q became %q", src, out)
		}
	})
}
