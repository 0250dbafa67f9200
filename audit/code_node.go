package audit

import (
	"regexp"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// nodeSights looks at the nodes of one file.
type nodeSights struct {
	*reading
	p *nodejs.Program
	m *nodejs.Module
}

func (s nodeSights) see(n ts.Node) bool {
	switch n.Kind() {
	case ts.KindStringLiteral, ts.KindNoSubstitutionTemplateLiteral:
		if text, ok := n.Literal(); ok && isKeyOfService(s.m.Path, text) {
			s.note("secrets.provider-key", s.m.At(n), "a key of a provider stands in the source")
		}
	case ts.KindVariableDeclaration, ts.KindPropertyAssignment, ts.KindPropertyDeclaration:
		s.named(n, n.Name().Source(), n.Initializer())
	case ts.KindBinaryExpression:
		if left, op, right, ok := n.Binary(); ok && op == ts.KindEqualsToken {
			s.named(n, left.Source(), right)
		}
	case ts.KindCatchClause:
		s.catches(n)
	case ts.KindPropertyAccessExpression:
		s.tells(n)
	case ts.KindCallExpression, ts.KindNewExpression:
		s.call(n)
	}
	return true
}

// named looks at a value that is given a name.
func (s nodeSights) named(n ts.Node, name string, value ts.Node) {
	name = strings.Trim(name[strings.LastIndexByte(name, '.')+1:], `'"`)
	text, isText := value.Unwrap().Literal()
	switch {
	case isText && secretName().MatchString(name) && looksSecret(text) && !seedFile().MatchString(s.m.Path):
		s.note("secrets.literal", s.m.At(n), "%s is written in the source", name)
	case name == "rejectUnauthorized" && value.Kind() == ts.KindFalseKeyword && !onlyIf(n), name == "NODE_TLS_REJECT_UNAUTHORIZED" && text == "0":
		s.note("secrets.tls-verified", s.m.At(n), "%s: whoever is in between is not noticed", name)
	case randomName().MatchString(name) && value.Valid() && mentionsCall(value, "Math.random"):
		s.note("secrets.random", s.m.At(n), "%s comes from Math.random(), which can be foretold", name)
	}
}

// mentionsCall tells whether an expression calls a function of that name, outside of functions in it.
func mentionsCall(n ts.Node, name string) bool {
	found := false
	n.Walk(func(n ts.Node) bool {
		found = found || n.Kind() == ts.KindCallExpression && n.Expression().Dotted() == name
		return !found && !n.IsFunctionLike()
	})
	return found
}

func (s nodeSights) catches(n ts.Node) {
	for _, child := range n.Children() {
		if child.Kind() == ts.KindBlock && strings.Trim(child.Source(), "{} \t\r\n") == "" {
			s.note("errors.empty-catch", s.m.At(n), "an error is caught and forgotten")
		}
	}
}

var (
	responseName = lazy.Regexp(`^(res|response|reply|NextResponse|Response)$`)
	requestName  = lazy.Regexp(`^_?(req|request)$`)
	errorName    = lazy.Regexp(`(?i)^(e|er|err|error|ex|exception)$`)
	answersCall  = lazy.Regexp(`\.(json|send|end|write|jsonp)$`)
	// fiveHundredOption is the status in the options of a Response.
	fiveHundredOption = lazy.Regexp(`\{\s*status:\s*5\d\d\s*[,}][^()]*\)$`)
	fiveHundred       = lazy.Regexp(`\.status\(\s*5\d\d\s*\)`)
)

// tells looks at what of an error is sent to whoever asked.
func (s nodeSights) tells(n ts.Node) {
	part := n.Name().Source()
	if part != "stack" && part != "message" || !errorName().MatchString(n.Expression().Unwrap().Ident()) {
		return
	}
	call, conditional := answeredBy(n)
	switch {
	case conditional:
	case part == "message" && s.toldByHandler(n, call):
		s.note("errors.leaks-message", s.m.At(n), "%s of whatever fails is sent to whoever asks", n.Source())
	case !call.Valid():
	case part == "stack":
		s.note("errors.leaks-stack", s.m.At(n), "%s is sent to whoever asks", n.Source())
	case fiveHundred().MatchString(call.Expression().Source()), fiveHundredOption().MatchString(call.Source()):
		s.note("errors.leaks-message", s.m.At(n), "%s of a failure is sent to whoever asks", n.Source())
	}
}

// onlyIf tells whether something is so only where a condition holds, which somebody sets.
func onlyIf(n ts.Node) bool {
	for up := n.Parent(); up.Valid() && !up.IsFunctionLike(); up = up.Parent() {
		if up.Kind() == ts.KindIfStatement || up.Kind() == ts.KindConditionalExpression {
			return true
		}
	}
	return false
}

// tellsApart finds what an error handler tells failures of the service from faults of the client by, or production by.
var tellsApart = lazy.Regexp(`(?i)production|NODE_ENV|expose|operational|is_?dev|instanceof|[<>]=?\s*5\d\d|[=!]==?\s*5\d\d|5\d\d\s*\?`)

var serverFault = lazy.Regexp(`\b5\d\d\b|INTERNAL_SERVER_ERROR`)

// toldByHandler tells whether an error handler answers every failure with its own text, in a call or by a name for it.
func (s nodeSights) toldByHandler(n, call ts.Node) bool {
	name := ""
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		switch {
		case up.Kind() == ts.KindVariableDeclaration && name == "":
			name = up.Name().Ident()
		case up.IsFunctionLike():
			params := up.Parameters().Nodes
			if len(params) != 4 || params[0].Name().Ident() != n.Expression().Unwrap().Ident() || !serverFault().MatchString(up.Source()) || tellsApart().MatchString(up.Source()) {
				return false
			}
			return call.Valid() || name != "" && regexp.MustCompile(`\.(json|send)\([^)]*\b`+regexp.QuoteMeta(name)+`\b`).MatchString(up.Source())
		}
	}
	return false
}

// answeredBy returns the call that sends an expression as an answer, and whether that depends on something.
func answeredBy(n ts.Node) (call ts.Node, conditional bool) {
	for up := n.Parent(); up.Valid() && !up.IsFunctionLike(); up = up.Parent() {
		switch up.Kind() {
		case ts.KindConditionalExpression, ts.KindIfStatement, ts.KindSwitchStatement:
			conditional = true
		case ts.KindBinaryExpression:
			if _, op, _, _ := up.Binary(); op == ts.KindAmpersandAmpersandToken {
				conditional = true
			}
		case ts.KindCallExpression:
			callee := up.Expression()
			if !call.Valid() && answersCall().MatchString(callee.Source()) && responseName().MatchString(rootOf(callee)) {
				call = up
			}
		}
	}
	return call, conditional
}

// rootOf returns the name that a chain of calls and members begins with.
func rootOf(n ts.Node) string {
	for range 50 {
		switch n.Kind() {
		case ts.KindPropertyAccessExpression, ts.KindElementAccessExpression, ts.KindCallExpression, ts.KindNonNullExpression:
			n = n.Expression()
		default:
			return n.Ident()
		}
	}
	return ""
}

var (
	consoleCall = lazy.Regexp(`^console\.(log|info|debug|trace)$`)
	logCall     = lazy.Regexp(`^(?:console|log|logger|req\.log|request\.log|this\.logger)\.(?:log|info|debug|warn|error|trace|fatal)$`)
	sqlCall     = lazy.Regexp(`(?:^|\.)(?:query|execute|raw|\$queryRawUnsafe|\$executeRawUnsafe|unsafe)$`)
	sqlText     = lazy.Regexp("(?is)^[`'\"]\\s*(select|insert|update|delete|with)\\s")
	fromRequest = lazy.Regexp(`\b(?:req|request|ctx\.request|c\.req)\.(?:body|query|params|headers|cookies)\b`)
	syncCall    = lazy.Regexp(`(?:^|\.)(readFileSync|writeFileSync|appendFileSync|readdirSync|execSync|execFileSync|spawnSync|pbkdf2Sync|scryptSync|hashSync|compareSync)$`)
)

// call looks at a call.
func (s nodeSights) call(n ts.Node) {
	callee := n.Expression()
	name := callee.Dotted()
	args := n.Arguments().Nodes
	switch {
	case consoleCall().MatchString(name) && s.served[s.m.Path] && !s.p.Repo.Owns(s.m.Path) && !commandLine().MatchString(s.m.Path):
		s.note("logging.console", s.m.At(n), "%s beside the logger", name)
	case (callee.Ident() == "eval" || callee.Ident() == "Function" && n.Kind() == ts.KindNewExpression) && len(args) > 0:
		if _, ok := args[len(args)-1].Unwrap().Literal(); !ok {
			s.note("validation.eval", s.m.At(n), "%s runs a text as code", callee.Ident())
		}
	}
	if logCall().MatchString(name) {
		s.logged(args)
	}
	if len(args) > 0 && sqlCall().MatchString(callee.Source()) && !isLiteral(args[0]) && sqlText().MatchString(args[0].Source()) && asksRequest(args[0]) {
		s.note("validation.sql-injection", s.m.At(n), "what a client sends is put into the text of a statement")
	}
	if m := syncCall().FindStringSubmatch(callee.Source()); m != nil && inHandler(n) {
		s.note("performance.sync-call", s.m.At(n), "%s holds every other request up", m[1])
	}
	if strings.HasSuffix(callee.Source(), ".redirect") && responseName().MatchString(rootOf(callee)) && len(args) > 0 && wholly(args[len(args)-1]) {
		s.note("validation.redirect", s.m.At(n), "the address comes from the request: %s", args[len(args)-1].Source())
	}
	if strings.HasSuffix(callee.Source(), ".update") && strings.Contains(callee.Source(), "createHash(") && len(args) > 0 && passwordName().MatchString(args[0].Dotted()) {
		s.note("auth.password-hash", s.m.At(n), "%s goes through a hash that is made to be fast", args[0].Source())
	}
	s.library(n, args)
}

func isLiteral(n ts.Node) bool { _, ok := n.Unwrap().Literal(); return ok }

// asksRequest tells whether a text that is put together has a part of the request in it.
func asksRequest(n ts.Node) bool {
	found := false
	n.Walk(func(n ts.Node) bool {
		if n.Kind() == ts.KindCallExpression {
			return false // escaped, converted, or looked up
		}
		found = found || n.Kind() == ts.KindPropertyAccessExpression && fromRequest().MatchString(n.Source())
		return !found
	})
	return found
}

// wholly tells whether an expression is a part of the request as it came.
func wholly(n ts.Node) bool {
	n = n.Unwrap()
	return n.Kind() == ts.KindPropertyAccessExpression && fromRequest().MatchString(n.Source())
}

// logged looks at what a log is given.
func (s nodeSights) logged(args []ts.Node) {
	for _, arg := range args {
		arg.Walk(func(n ts.Node) bool {
			switch n.Kind() {
			case ts.KindCallExpression:
				return false
			case ts.KindPropertyAccessExpression:
				name := n.Dotted()
				if requestName().MatchString(rootOf(n)) && strings.HasSuffix(name, ".body") || passwordName().MatchString(n.Name().Source()) {
					s.note("logging.secrets", s.m.At(n), "%s is logged", n.Source())
				}
				return false
			case ts.KindShorthandPropertyAssignment:
				if passwordName().MatchString(n.Name().Source()) {
					s.note("logging.secrets", s.m.At(n), "%s is logged", n.Name().Source())
				}
			case ts.KindIdentifier:
				if passwordName().MatchString(n.Ident()) && n.Parent().Kind() != ts.KindPropertyAssignment {
					s.note("logging.secrets", s.m.At(n), "%s is logged", n.Ident())
				}
			}
			return true
		})
	}
}

// inHandler tells whether a node runs for each request: the nearest function around it takes one.
func inHandler(n ts.Node) bool {
	for up := n.Parent(); up.Valid(); up = up.Parent() {
		if up.IsFunctionLike() {
			params := up.Parameters().Nodes
			return len(params) > 1 && requestName().MatchString(params[0].Name().Ident()) && responseName().MatchString(strings.TrimPrefix(params[1].Name().Ident(), "_"))
		}
	}
	return false
}

// library looks at calls of third-party modules, by what they are and not by how they are called.
func (s nodeSights) library(n ts.Node, args []ts.Node) {
	v := s.p.Value(s.m, n.Expression(), 0)
	s.signs(n, v, args)
	switch {
	case v.Module == "helmet":
		s.helmet(n, args)
	case v.Module == "cors":
		s.cors(n)
	case v.Module == "express-session" && v.Name == "" || v.Module == "cookie-session" && v.Name == "":
		s.session(n, args)
	case v.Module == "jsonwebtoken" && v.Name == "sign" && len(args) > 1:
		if strings.Contains(n.Source(), "expiresIn") || strings.Contains(args[0].Source()+ts.LocalValue(args[0]).Source(), "exp") || len(args) > 2 && args[2].Kind() != ts.KindObjectLiteralExpression {
			s.fine("auth.token-expiry", s.m.At(n), "jwt.sign with an end")
		} else {
			s.note("auth.token-expiry", s.m.At(n), "the token never ends")
		}
	case strings.HasPrefix(v.Module, "@sentry/") && v.Name == "init" && len(args) > 0:
		if property(args[0], "sendDefaultPii").Kind() == ts.KindTrueKeyword {
			s.note("error-tracking.personal-data", s.m.At(n), "sendDefaultPii is on")
		} else {
			s.fine("error-tracking.personal-data", s.m.At(n), "Sentry.init without sendDefaultPii")
		}
	}
}

// property returns the value of an object literal's property, none where it is not written there.
func property(object ts.Node, name string) ts.Node {
	if object.Kind() != ts.KindObjectLiteralExpression {
		return ts.Node{}
	}
	for _, p := range object.Properties().Nodes {
		if p.Kind() == ts.KindPropertyAssignment && strings.Trim(p.Name().Source(), `'"`) == name {
			return p.Initializer().Unwrap()
		}
	}
	return ts.Node{}
}

var inlineScript = lazy.Regexp(`'unsafe-inline'|'unsafe-eval'`)

func (s nodeSights) helmet(n ts.Node, args []ts.Node) {
	const check = "security-headers.csp-inline"
	if len(args) == 0 {
		s.fine(check, s.m.At(n), "helmet()")
		return
	}
	csp := property(args[0], "contentSecurityPolicy")
	scripts := property(property(csp, "directives"), "scriptSrc")
	if !scripts.Valid() {
		scripts = property(property(csp, "directives"), "script-src")
	}
	switch {
	case csp.Kind() == ts.KindFalseKeyword:
		s.note(check, s.m.At(n), "the content security policy is switched off")
	case scripts.Valid() && literalIn(scripts, inlineScript()):
		s.note(check, s.m.At(n), "scripts may stand in a page: %s", scripts.Source())
	default:
		s.fine(check, s.m.At(n), "helmet with a content security policy")
	}
}

// literalIn tells whether a text in an expression matches.
func literalIn(n ts.Node, pattern *regexp.Regexp) bool {
	found := false
	n.Walk(func(n ts.Node) bool {
		text, ok := n.Literal()
		found = found || ok && pattern.MatchString(text)
		return !found
	})
	return found
}

func (s nodeSights) cors(n ts.Node) {
	const check = "security-headers.cors-any"
	switch s.p.OriginsOf(s.m, n) {
	case nodejs.OriginsSignedIn:
		s.note(check, s.m.At(n), "any site may read answers in the name of its visitors")
	case nodejs.OriginsAll:
		s.note(check, s.m.At(n), "any site may read answers")
	case nodejs.OriginsListed:
		s.fine(check, s.m.At(n), "cors with origins")
	}
}

func (s nodeSights) session(n ts.Node, args []ts.Node) {
	const check = "auth.session-cookie"
	if len(args) == 0 || args[0].Kind() != ts.KindObjectLiteralExpression {
		return
	}
	cookie := property(args[0], "cookie")
	ofCookies := s.p.Value(s.m, n.Expression(), 0).Module == "cookie-session" // which goes by the request where nothing is said
	if ofCookies {
		cookie = args[0]
	}
	if cookie.Valid() && cookie.Kind() != ts.KindObjectLiteralExpression {
		return
	}
	secure, httpOnly := property(cookie, "secure"), property(cookie, "httpOnly")
	switch {
	case !secure.Valid() && !ofCookies, secure.Kind() == ts.KindFalseKeyword:
		s.note(check, s.m.At(n), "the cookie is sent without TLS, too: secure is not set")
	case httpOnly.Kind() == ts.KindFalseKeyword:
		s.note(check, s.m.At(n), "scripts can read the cookie: httpOnly is off")
	default:
		s.fine(check, s.m.At(n), "a cookie that is secure")
	}
}
