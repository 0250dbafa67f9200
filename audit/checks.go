package audit

// Checks returns all checks: those that the pieces of the gaps give, and those that look closer.
func Checks() []Check {
	checks := ofPieces()
	for _, more := range [][]Check{} {
		checks = append(checks, more...)
	}
	return checks
}
