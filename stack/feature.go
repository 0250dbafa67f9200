package stack

import (
	"cmp"

	"scaffold/stack/source"
)

// Feature is something that a production service has, under whatever name and in whichever file.
type Feature string

// The features that detection looks for before anything is added.
const (
	EnvValidation   Feature = "environment validation"
	EnvExample      Feature = "environment template" // .env.example or the like
	StructuredLog   Feature = "structured logger"
	RequestID       Feature = "request id"
	RequestLog      Feature = "request log"
	ErrorHandler    Feature = "error handler"
	NotFoundHandler Feature = "not-found handler"
	Recoverer       Feature = "panic recovery"
	Compression     Feature = "compression"
	Cache           Feature = "cache"
	ErrorTracker    Feature = "error tracking"
	Metrics         Feature = "metrics"
	AlertRules      Feature = "alert rules"
	QueueBoard      Feature = "queue board"
	Tracing         Feature = "tracing"
	CrashHandlers   Feature = "crash handlers" // unhandled rejection and uncaught exception
	SecurityHeaders Feature = "security headers"
	CORSPolicy      Feature = "cors policy"
	ProxyTrust      Feature = "proxy trust"  // Express's trust proxy setting
	AsyncErrors     Feature = "async errors" // Express 4: a rejected handler reaches the error handler
	RateLimiter     Feature = "rate limiter"
	UserLimiter     Feature = "limit by user"
	WorkQueue       Feature = "queue for expensive work"
	CookieBanner    Feature = "cookie banner"
	OverloadGuard   Feature = "overload guard"
	Liveness        Feature = "liveness probe"
	Readiness       Feature = "readiness probe"
	Shutdown        Feature = "graceful shutdown"
	ServerTimeouts  Feature = "server timeouts"
)

// Found is a feature that the app has already.
type Found struct {
	At      source.Pos
	By      string // how it was recognised: "helmet()", "app.use with four parameters"
	Partial string // what it lacks to be whole, in words for the user; "" when it is whole
	Weak    string // what it lets pass though it is whole, which is somebody's choice; "" for nothing
}

// Lacks says in words what is wrong with it, "" for nothing.
func (f Found) Lacks() string { return cmp.Or(f.Partial, f.Weak) }

// What an open policy is told by. Somebody chose it, so it is left as it is; but it keeps nobody out.
const (
	anySite         = "there is no list: any site may read answers"
	anySiteSignedIn = "there is no list: any site may read answers, with the cookies of whoever visits it"
)

// Has tells whether the app has the feature whole.
func (a *App) Has(f Feature) bool {
	found, ok := a.Found[f]
	return ok && found.Partial == ""
}
