package stack

import (
	"path"
	"strings"

	"scaffold/patcher"
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// flatConfigs are the names of ESLint's settings in their flat form.
var flatConfigs = []string{"eslint.config.js", "eslint.config.mjs", "eslint.config.cjs", "eslint.config.ts", "eslint.config.mts"}

// sqlRules refuse SQL that is put together from strings. A template with a tag, such as $queryRaw, sends values apart.
const sqlRules = `{
  rules: {
    'no-restricted-syntax': [
      'error',PRISMA
      {
        selector:
          'CallExpression > TemplateLiteral[expressions.length>0][quasis.0.value.raw=/^\\s*(select\\s.+\\sfrom|insert into|update\\s\\S+\\sset|delete from)\\s/is]',
        message: 'Send values apart from the SQL, as parameters.',
      },
      {
        selector:
          'CallExpression > BinaryExpression[operator="+"] Literal[value=/^\\s*(select\\s.+\\sfrom|insert into|update\\s\\S+\\sset|delete from)\\s/is]',
        message: 'Send values apart from the SQL, as parameters.',
      },
    ],
  },
}`

// prismaRule refuses the two functions of Prisma that take SQL as it is.
const prismaRule = `
      {
        selector: 'CallExpression[callee.property.name=/^.(queryRawUnsafe|executeRawUnsafe)$/]',
        message: 'Send values apart from the SQL: $queryRaw or $executeRaw with a template.',
      },`

// sqlMarker stands in the rules that were added, whichever there are.
const sqlMarker = "Send values apart from the SQL"

// sqlRulesOf returns the rules for what the app speaks to its database with.
func sqlRulesOf(app *App) string {
	if app.Is(ORM, "prisma") {
		return strings.Replace(sqlRules, "PRISMA", prismaRule, 1)
	}
	return strings.Replace(sqlRules, "PRISMA", "", 1)
}

// rawSQLNode adds rules to the repository's ESLint settings. Settings that have such a rule already, or whose list of
// blocks cannot be told, are left as they are.
func rawSQLNode(app *App) []patcher.FileEdit {
	if app.Is(Database, "mongodb") {
		return nil
	}
	site, rules := siteOfNode(app), sqlRulesOf(app)
	plan := func(s *ts.Source) ([]ts.Change, error) { return planRawSQL(s, rules) }
	for _, dir := range []string{site.program.Pkg.Dir, site.home().Dir} {
		for _, base := range flatConfigs {
			name := path.Join(dir, base)
			text := site.program.Repo.Read(name)
			if text == nil {
				continue
			}
			s, err := ts.Parse(nodejs.ParsedAs(name), text)
			if err != nil || !blocksOf(s) || strings.Contains(string(text), "no-restricted-syntax") && !strings.Contains(string(text), sqlMarker) {
				return nil
			}
			apart := ts.Edit{Path: nodejs.ParsedAs(name), What: "one block a line", Plan: planApart}
			edit := ts.Edit{Path: nodejs.ParsedAs(name), What: "refuse SQL that is put together from strings", Plan: plan}
			return []patcher.FileEdit{{Path: name, Edit: apart}, {Path: name, Edit: edit}}
		}
	}
	return nil
}

func blocksOf(s *ts.Source) bool {
	_, ok := configBlocks(s)
	return ok
}

func planRawSQL(s *ts.Source, rules string) ([]ts.Change, error) {
	blocks, ok := configBlocks(s)
	if !ok {
		return nil, s.Problem(s.Root(), "the list of ESLint's settings cannot be told", "add the block by hand", rules)
	}
	if strings.Contains(s.Text(), sqlMarker) {
		return nil, nil
	}
	return s.AddElement(blocks, rules), nil
}

// planApart puts each block on a line of its own, where they share one: as formatters do with what is longer than a line.
func planApart(s *ts.Source) ([]ts.Change, error) {
	blocks, ok := configBlocks(s)
	if !ok || len(blocks.Nodes) == 0 || strings.Contains(s.Text(), sqlMarker) {
		return nil, nil
	}
	text, last := s.Text(), blocks.Nodes[len(blocks.Nodes)-1]
	line := text[:last.Start()]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	if strings.TrimSpace(line) == "" || strings.Contains(text[blocks.Start:last.End()], "`") {
		return nil, nil
	}
	eol := s.Style().EOL
	indent := eol + line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	var b strings.Builder
	for i, block := range blocks.Nodes {
		if i > 0 && strings.TrimSpace(text[blocks.Nodes[i-1].End():block.Start()]) != "," {
			return nil, nil // a comment stands between them
		}
		b.WriteString(indent + s.Style().Indent + strings.ReplaceAll(block.Source(), eol, eol+s.Style().Indent) + ",")
	}
	b.WriteString(indent)
	return []ts.Change{{Start: blocks.Start, End: s.Token(blocks.End), Text: b.String()}}, nil
}

// configBlocks returns the list that ESLint's flat settings export: an array, or the arguments of defineConfig and its like.
func configBlocks(s *ts.Source) (ts.List, bool) {
	for _, stmt := range s.Statements() {
		exported := stmt.Expression()
		if stmt.Kind() == ts.KindExpressionStatement {
			left, _, right, ok := stmt.Expression().Binary()
			if !ok || left.Dotted() != "module.exports" {
				continue
			}
			exported = right
		} else if stmt.Kind() != ts.KindExportAssignment {
			continue
		}
		exported = namedIn(s, exported.Unwrap())
		switch exported.Kind() {
		case ts.KindArrayLiteralExpression:
			return exported.Elements(), true
		case ts.KindCallExpression:
			args := exported.Arguments()
			if len(args.Nodes) == 1 && args.Nodes[0].Unwrap().Kind() == ts.KindArrayLiteralExpression {
				return args.Nodes[0].Unwrap().Elements(), true
			}
			name := lastName(exported)
			return args, name == "defineConfig" || name == "config"
		}
	}
	return ts.List{}, false
}

// namedIn returns the value of a constant of the file, the node itself where it is no name of one.
func namedIn(s *ts.Source, n ts.Node) ts.Node {
	for _, stmt := range s.Statements() {
		for _, d := range stmt.Declarations() {
			if n.Ident() != "" && d.Name().Ident() == n.Ident() {
				return d.Initializer().Unwrap()
			}
		}
	}
	return n
}
