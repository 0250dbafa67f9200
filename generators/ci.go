package generators

import (
	"errors"
	"strings"

	"scaffold/ask"
	"scaffold/stack"
)

// CI runs the repository's own checks on every change, and deploys what passed them.
var CI = &Gap{
	Name:  "ci",
	Title: "Continuous integration and deployment",
	Doc: "Workflows that run the repository's own commands on every change, look for known holes, and deploy what passed: build " +
		"once, migrate, deploy, ask the service whether it works, and go back to the release before where it does not. Each " +
		"job has the least rights, actions are pinned by commit, and updates of dependencies wait until they are a week old.",
	Severity:  "high",
	Risk:      "What does not compile, fails its tests or has known holes is deployed, and the way back is found during the outage.",
	Seed:      "A14, B",
	Proof:     "actionlint passes; every command that a workflow runs exists in the repository and passes on it",
	Questions: ciQuestions,
	Pieces: []Piece{
		{
			Provides: stack.TestWorkflow,
			What:     "run the repository's checks on every change",
			Check:    Check{Name: "tests", Minutes: 30},
			Root:     []RootFile{{Path: ".github/workflows/test.yml", Shared: true}},
		},
		{
			Provides: stack.SecurityWorkflow,
			What:     "look for known holes in the code and its dependencies",
			Check:    Check{Name: "security", Severity: "medium", Minutes: 15},
			Root:     []RootFile{{Path: ".github/workflows/security.yml", Shared: true}},
		},
		{
			Provides: stack.DeployWorkflow,
			What:     "deploy what passed the checks",
			Check:    Check{Name: "deploy", Severity: "medium", Minutes: 60},
			Root: []RootFile{
				{Path: ".github/workflows/deploy.yml", Shared: true},
				{Path: "scripts/deploy.sh", Mode: 0o755, Shared: true},
				{Path: "scripts/smoke.sh", Mode: 0o755, Shared: true},
				{Path: "docs/DEPLOYMENT.md", Shared: true},
			},
		},
		{
			Provides: stack.DependencyUpdates,
			What:     "propose updates of dependencies once they are a week old",
			Check:    Check{Name: "updates", Severity: "medium", Minutes: 5},
			Root:     []RootFile{{Path: ".github/dependabot.yml", Shared: true}},
		},
	},
}

func ciQuestions(*stack.App) []ask.Question {
	return []ask.Question{
		{
			Key:     "readiness",
			Prompt:  "Which action audits every change for production readiness?",
			Help:    "owner/name@commit of a repository that has the action, or none. What it finds is shown with the other findings of code scanning.",
			Default: "none",
			Check:   pinnedAction,
		},
	}
}

// pinnedAction refuses an action that somebody else could change after it was looked at.
func pinnedAction(value string) error {
	name, commit, _ := strings.Cut(value, "@")
	isDigits := len(commit) == 40 && strings.Trim(commit, "0123456789abcdef") == ""
	if value == "none" || isDigits && strings.Contains(name, "/") && !strings.HasPrefix(name, "/") && !strings.ContainsFunc(name, notInPath) {
		return nil
	}
	return errors.New("want none, or owner/name@ and the 40 digits of a commit")
}
