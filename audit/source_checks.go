package audit

import "scaffold/stack"

// The checks that read nothing but the source of an app.

var errorChecks = []Check{
	closer("errors.leaks-stack", High, 15, "no answer holds a stack trace", "whoever provokes an error learns the paths, versions and structure of the service",
		inCode("errors.leaks-stack")),
	closer("errors.leaks-message", Medium, 15, "a failure's own text stays in the log", "texts of the database and of libraries reach whoever provokes an error",
		inCode("errors.leaks-message")),
	closer("errors.empty-catch", Low, 15, "no error is caught and forgotten", "what went wrong is never seen", inCode("errors.empty-catch")),
}

var headerChecks = []Check{
	closer("security-headers.csp-inline", Medium, 60, "the content security policy lets no inline script run", "a script that somebody smuggles into a page runs",
		whereUsed("security-headers.csp-inline", "its headers are not set by a library that is known")),
	closer("security-headers.cors-any", Medium, 15, "no other site may read what visitors see", "any page on the web can read answers",
		whereUsed("security-headers.cors-any", "it answers no requests of other origins by a library that is known")),
}

var secretSource = []Check{
	closer("secrets.provider-key", Critical, 60, "no key of a provider stands in the source", "whoever reads the repository can act as the service, and git keeps the key",
		inCode("secrets.provider-key")),
	closer("secrets.literal", High, 60, "no secret stands in the source", "whoever reads the repository has it, and git keeps it", inCode("secrets.literal")),
	closer("secrets.tls-verified", Medium, 30, "certificates of others are checked", "whoever is in between reads and changes what is sent", inCode("secrets.tls-verified")),
	closer("secrets.random", Medium, 15, "what nobody may guess is made by a secure generator", "tokens and codes can be foretold", inCode("secrets.random")),
}

var authSource = []Check{
	closer("auth.password-hash", High, 120, "passwords are kept by a hash that is slow", "one leak of the table gives away most passwords", inCode("auth.password-hash")),
	closer("auth.session-cookie", High, 15, "the session's cookie goes over TLS only and is hidden from scripts", "a session can be taken over on the way or by a script",
		whereUsed("auth.session-cookie", "it keeps no session by a library that is known")),
	closer("auth.token-expiry", Medium, 30, "tokens end", "a token that leaks lets its finder in for ever", whereUsed("auth.token-expiry", "it signs no tokens by a library that is known")),
}

var trackingChecks = []Check{
	closer("error-tracking.personal-data", Medium, 10, "no personal data go to the error tracker by themselves", "addresses, cookies and names of users leave for another company",
		whereUsed("error-tracking.personal-data", "it uses no tracker that is known")),
}

var validationSource = []Check{
	closer("validation.sql-injection", High, 30, "what clients send is no part of a statement's text", "whoever sends the right text reads and changes the whole database",
		inCode("validation.sql-injection")),
	closer("validation.eval", High, 60, "no text is run as code", "whoever can change the text runs code in the service", inCode("validation.eval")),
	closer("validation.redirect", Medium, 15, "redirects lead where the service says", "links to the service lead to somebody else's site", inCode("validation.redirect")),
}

var performanceChecks = []Check{
	closer("performance.sync-call", Medium, 30, "no request holds up all others", "one slow file or hash stops every request", inCode("performance.sync-call")),
	closer("performance.pool-bounded", Medium, 10, "the number of connections to the database is bounded", "a burst of requests takes all connections of the database",
		poolBounded),
}

// poolBounded looks at the pools of database/sql, which have no bound of their own.
func poolBounded(v *View) []Outcome {
	const check = "performance.pool-bounded"
	c := v.reading()
	opened := false
	for _, s := range c.seen[check] {
		if s.fine {
			return pass(s.at, s.what)
		}
		opened = true
	}
	if !opened {
		return notApplicable("it opens no pool of database/sql")
	}
	return inCode(check)(v)
}

var loggingChecks = []Check{
	closer("logging.secrets", High, 30, "no password and no whole request is logged", "whoever reads the log reads passwords", inCode("logging.secrets")),
	closer("logging.console", Low, 30, "everything goes through the logger", "lines without level and request cannot be searched", consoleBesideLogger),
}

// consoleBesideLogger counts only where there is a logger: without one another check says so.
func consoleBesideLogger(v *View) []Outcome {
	if v.App.Front() {
		return notApplicable("a page's console is its visitor's")
	}
	if _, there := v.App.Found[stack.StructuredLog]; !there && !v.stands("logging", "structured") {
		return notApplicable("there is no logger yet")
	}
	return inCode("logging.console")(v)
}
