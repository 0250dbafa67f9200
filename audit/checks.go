package audit

import "strings"

// Checks returns all checks: those that the pieces of the gaps give, and those that look closer.
func Checks() []Check {
	checks := ofPieces()
	for _, more := range [][]Check{
		trackingChecks, authChecks, backupChecks, ciChecks, containerChecks, docsChecks, envChecks, errorChecks, healthChecks, infraChecks, loggingChecks,
		migrationChecks, monitoringChecks, performanceChecks, privacyChecks, rateLimitChecks, secretChecks, headerChecks, testingChecks, validationChecks,
	} {
		checks = append(checks, more...)
	}
	return checks
}

// closer is a check that looks closer than the pieces do. A person closes what it finds.
func closer(name string, severity Severity, minutes int, title, impact string, look func(*View) []Outcome) Check {
	gap, _, _ := strings.Cut(name, ".")
	return Check{
		Name: name, Gap: gap, Title: title, Impact: impact, Severity: severity, Level: levelOf(severity), Minutes: minutes, ByHand: true, Look: look,
	}
}

// ofRepository makes a check one of the repository as a whole.
func ofRepository(c Check) Check {
	c.Repository = true
	return c
}
