package stack

import "slices"

// Seam is a place where code may be added. The set is closed; a framework offers those that it has.
type Seam string

// The seams of a request pipeline stand in the order that a request meets them; docs/architecture.md tells why.
const (
	Preload       Seam = "preload"         // loaded before the program itself, and before the configuration: what watches the others being loaded
	Configuration Seam = "configuration"   // loaded before any other module of the app: Node: first import; Go: first statement of main
	Startup       Seam = "startup"         // called once when the process starts: crash handlers, the logger's set-up
	Settings      Seam = "settings"        // directly after the app is born, called with the app: trust proxy
	Context       Seam = "request-context" // request id and request log
	Recover       Seam = "recover"         // Go: inside the log, so that it records the 500
	Headers       Seam = "headers"         // security headers
	Health        Seam = "health"          // probes: before CORS, limits and authentication
	CORS          Seam = "cors"            // preflights carry no credentials
	Limit         Seam = "limit"           // per address, before anything that costs a query
	Body          Seam = "body"            // parsers and their limits
	Auth          Seam = "auth"
	Known         Seam = "known" // behind authentication: what depends on who sends a request
	Routes        Seam = "routes"
	NotFound      Seam = "not-found"      // after the last route
	ErrorTracking Seam = "error-tracking" // after not-found, before the handler
	Errors        Seam = "errors"         // the error handler, last
	Document      Seam = "document"       // a component at the end of every page
	Serve         Seam = "serve"          // the call that starts listening: timeouts, graceful shutdown
)

// Pipeline is the order of the seams that requests pass.
var Pipeline = []Seam{Context, Recover, Headers, Health, CORS, Limit, Body, Auth, Known, Routes, NotFound, ErrorTracking, Errors}

// loaded are the seams whose code is loaded before all else and not called, in their order.
var loaded = []Seam{Preload, Configuration}

func (s Seam) loads() bool { return slices.Contains(loaded, s) }

// Rank is the seam's place in the pipeline, -1 for a seam that requests do not pass.
func (s Seam) Rank() int {
	for i, each := range Pipeline {
		if each == s {
			return i
		}
	}
	return -1
}
