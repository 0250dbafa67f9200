package stack

import (
	"regexp"
	"strings"

	"scaffold/stack/lazy"
)

// byCode is a request that is made by a program.
const byCode = `\b(fetch|axios(\.get)?|https?\.get|requests\.get|urlopen|got)\(`

var (
	// request finds what asks an address for something.
	request     = lazy.Regexp(`\b(curl|wget)\s|` + byCode)
	codeRequest = lazy.Regexp(byCode)
	// sends tells a request that has something done.
	sends = lazy.Regexp(`(?:-X|--request)[ =]?['"]?(?i:POST|PUT|PATCH|DELETE)|\s(-d|--data\S*|-F|--form|-T|--post-\S+)[ =]|method:\s*['"](?i:POST|PUT|PATCH|DELETE)`)
	// asksHealth is an address that ends like a probe's, or a variable that is called like one.
	asksHealth = lazy.Regexp(`(?i)/(health|healthz|health[-_]?check|livez?|liveness|readyz?|ready|readiness|ping|heartbeat|status|up)/?(["'` + "`" + `\s?)|;]|$)|` +
		`\b\w*(health|uptime|probe|readiness)\w*_?url\b`)
	// notices tells a request whose failing is seen.
	notices = lazy.Regexp(`http_code|response_code|\.ok\b|\.status(_code|Code)?\b|raise_for_status|--fail\b|\s-[a-zA-Z]*f[a-zA-Z]*\b|\bwget\b|\burlopen\b|\baxios\b|\bgot\(`)
	// hushed is the end of a command that goes on when the request fails.
	hushed = lazy.Regexp(`\|\|\s*(true|:|echo\b[^;&]*)\s*$`)

	writtenHost  = lazy.Regexp(`https?://\[?([^\s"'/$]+)`)
	variableName = lazy.Regexp(`\$\{?\{? ?(?:vars\.|secrets\.|env\.)?(\w+)`)
	// localHost is this machine, or a container beside it. otherHost is a service that is asked for something else.
	localHost = lazy.Regexp(`^(localhost|127\.|0\.0\.0\.0|::1|[^.:\]]+(:\d+)?$)`)
	otherHost = lazy.Regexp(`^(api\.github\.com|raw\.githubusercontent\.com|hc-ping\.com|healthchecks\.io)`)
)

// probesAddress tells whether commands ask a service from outside whether it is there, and what their probe lacks.
// whole is the text in which variables get their values; named says that the commands are called a probe.
func probesAddress(commands, whole string, named bool) (partial string, ok bool) {
	commands = strings.ReplaceAll(commands, "\\\n", " ")
	for _, line := range strings.Split(commands, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") || !request().MatchString(line) || sends().MatchString(line) ||
			!asksHealth().MatchString(line) && !named || !outside(line, whole) {
			continue
		}
		ok = true
		switch {
		case hushed().MatchString(line):
			partial = "it goes on when the request fails"
		case !notices().MatchString(commands):
			partial = "it takes any answer for a good one, an error status too"
		default:
			return "", true
		}
	}
	return partial, ok
}

// outside tells whether a command asks another machine than the one that it runs on.
func outside(line, whole string) bool {
	if hosts := writtenHost().FindAllStringSubmatch(line, -1); hosts != nil {
		for _, host := range hosts {
			if !localHost().MatchString(host[1]) && !otherHost().MatchString(host[1]) {
				return true
			}
		}
		return false
	}
	names := variableName().FindAllStringSubmatch(line, -1)
	for _, name := range names {
		if value := regexp.MustCompile(`\b` + name[1] + `\s*[:=]\s*["']?https?://([^\s"'/$]+)`).FindStringSubmatch(whole); value != nil && localHost().MatchString(value[1]) {
			return false
		}
	}
	return names != nil || codeRequest().MatchString(line) && !strings.Contains(whole, "localhost")
}
