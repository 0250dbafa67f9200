package audit

import (
	"math"
	"strings"
	"unicode"

	"scaffold/stack/lazy"
)

var (
	// secretName finds names of values that nobody but the service may know.
	secretName = lazy.Regexp(`(?i)(secret|passw(or)?d|passphrase|api[-_]?key|access[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|auth[-_]?token|access[-_]?token|refresh[-_]?token|bearer[-_]?token)s?$`)
	// randomName finds names of values that nobody may guess.
	randomName = lazy.Regexp(`(?i)(secret|passw(or)?d|token|otp|pin|api[-_]?key|nonce|salt|session[-_]?id|reset[-_]?code|invite[-_]?code|verification[-_]?code)$`)
	// passwordName finds a password among the names of values.
	passwordName = lazy.Regexp(`(?i)passw(or)?d$|passphrase$`)
	// providerKey finds keys by the form that those who hand them out give them.
	providerKey = lazy.Regexp(`\bAKIA[0-9A-Z]{16}\b|\b[sr]k_live_[0-9a-zA-Z]{20,}|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{50,}|\bxox[abprs]-[0-9A-Za-z-]{20,}|\bAIza[0-9A-Za-z_-]{35}|` +
		`\bSG\.[\w-]{22}\.[\w-]{43}|\bglpat-[\w-]{20}|\bnpm_[A-Za-z0-9]{36}|\bsk-(ant|proj)-[\w-]{32,}`)
	privateKey = lazy.Regexp(`-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----(\s|\\n)+[A-Za-z0-9+/]{40}`)
	// testCode finds code that only tests use, which makes up keys of its own.
	testCode = lazy.Regexp(`(?i)(^|/)(\w*tests?|test[\w-]*|__tests__|e2e|specs?|mocks?|__mocks__|fixtures?)/|_test\.go$|\.(test|spec)\.[cm]?[jt]sx?$`)
	// seedFile finds files of data that are put into a new database.
	seedFile    = lazy.Regexp(`(?i)(^|/)(seeds?|seeders?|fixtures?|data|mocks?)(/|\.|$)`)
	hashed      = lazy.Regexp(`^\$(2[aby]|argon2\w*|scrypt|pbkdf2|5|6)\$`)
	placeholder = lazy.Regexp(`(?i)change|example|placeholder|your|dummy|sample|x{4}|replace|insert|fake|test|local|default|\.\.\.|1234567|abcdef|<|\$\{|\{\{`)
)

// looksSecret tells whether a text looks like a key and not like words: it is long, mixed, and repeats itself little.
func looksSecret(text string) bool {
	if hashed().MatchString(text) || len(text) < 16 || len(text) > 512 || placeholder().MatchString(text) {
		return false
	}
	letters, digits := 0, 0
	seen := map[rune]int{}
	for _, r := range text {
		switch {
		case unicode.IsSpace(r) || r > unicode.MaxASCII || strings.ContainsRune(`()[]{},;:'"`, r):
			return false
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
		seen[r]++
	}
	entropy := 0.0
	for _, n := range seen {
		share := float64(n) / float64(len(text))
		entropy -= share * math.Log2(share)
	}
	return letters > 0 && digits > 1 && entropy > 3.2
}

// isProviderKey tells whether a text holds a key that some provider handed out.
func isProviderKey(text string) bool {
	found := providerKey().FindString(text)
	return found != "" && !strings.Contains(found, "EXAMPLE") || privateKey().MatchString(text)
}

// isKeyOfService is the same in a file: a private key that tests made up opens nothing.
func isKeyOfService(file, text string) bool {
	return isProviderKey(text) && !(testCode().MatchString(file) && !providerKey().MatchString(text))
}
