package stack

import "scaffold/stack/source"

// NetHTTP is the standard library's server with a multiplexer that has no Use of its own, or whose Use misses
// unmatched requests (gorilla/mux): the handler is wrapped where the server gets it.
var NetHTTP = &Framework{
	Name:     netHTTP,
	Title:    "net/http",
	Language: Go,
	Detect:   func(repo *source.Repo) ([]*App, error) { return goApps(repo, netHTTP) },
	Seams: map[Seam]Place{
		Configuration: mainSeam(),
		Startup:       mainSeam("LoadEnv"),
		Context:       chainSeam(Context),
		Recover:       chainSeam(Recover),
		Headers:       chainSeam(Headers),
		Health:        chainSeam(Health),
		CORS:          chainSeam(CORS),
		Limit:         chainSeam(Limit),
		NotFound:      chainSeam(NotFound),
		Errors:        nothing, // handlers that return errors are adapted one by one
		Serve:         serveSeam,
	},
	Adapter: "chain",
}
