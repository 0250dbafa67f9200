package generators

import (
	"slices"

	"scaffold/ask"
	"scaffold/stack"
)

// AuditLog records who did what, in a way that shows when somebody changes it.
var AuditLog = &Gap{
	Name:  "audit-log",
	Title: "Audit log",
	Doc: "Records who did what to what: every request that may change something, and what the code records itself, in a table " +
		"that the database lets nobody change. Each entry's hash covers the one before it, and a check follows the chain. Old " +
		"entries go behind a sealed checkpoint. People stand in it by pseudonyms, so that one can be erased and the chain " +
		"stays whole.",
	Severity: "high",
	Risk:     "After something was changed or taken, nobody can show who did it, and the one who did can deny it.",
	Seed:     "B",
	Proof: "changing, deleting and emptying the table is refused; an entry that was changed all the same breaks the check; " +
		"after an erasure the chain is whole and nothing leads to the person",
	Questions: auditQuestions,
	Pieces: []Piece{
		{
			What:  "record who did what, and let nobody change it",
			Check: Check{Name: "append-only", Minutes: 60, Needless: NoDatabase, Seen: doubted(`(?i)\baudit_?-?(logs?|trails?|events?|entr(y|ies))\b|AuditLog`, "something is recorded, and whether it can be changed is not to be seen")},
			Files: []stack.File{
				{Dir: "lib", Role: "audit-log"},
				{Dir: "middleware", Role: "audit-trail"},
				{Dir: "routes", Role: "audit-entries"},
				{Dir: "scripts", Role: "verify-audit-log"},
				{Dir: "scripts", Role: "seal-audit-log"},
			},
			Root: []RootFile{{Path: "docs/AUDIT_LOG.md"}},
			Calls: []Call{
				{Seam: stack.Auth, Symbol: "AuditTrail", Role: "audit-trail"},
				{Seam: stack.Routes, Symbol: "AuditEntries", Role: "audit-entries"},
			},
			Tables:  []Table{{Name: "audit_actors"}, {Name: "audit_checkpoints"}, {Name: "audit_entries"}},
			Scripts: auditScripts,
			Env: slices.Concat(databaseKeys, []EnvKey{
				{Name: "AUDIT_LOG_KEY", Doc: "Chains the entries of the audit log; the first of several signs and all verify. Without it a plain hash does."},
				{Name: "AUDIT_LOG_DAYS", Answer: "audit-days", Doc: "How long entries of the audit log are kept, in days."},
			}),
		},
	},
}

func auditQuestions(*stack.App) []ask.Question {
	return []ask.Question{{
		Key:     "audit-days",
		Prompt:  "How long are entries of the audit log kept, in days?",
		Default: "730",
		Check:   atLeast(1),
	}}
}

func auditScripts(c *Context) []Script {
	return []Script{
		{Name: "audit:verify", Run: c.Runs("verify-audit-log"), Dir: c.App.Dir},
		{Name: "audit:seal", Run: c.Runs("seal-audit-log"), Dir: c.App.Dir},
	}
}
