package stack

import "scaffold/stack/source"

// Chi is github.com/go-chi/chi. All Use calls must stand before the first route: chi panics otherwise.
var Chi = &Framework{
	Name:     chi,
	Title:    "chi",
	Language: Go,
	Detect:   func(repo *source.Repo) ([]*App, error) { return goApps(repo, chi) },
	Seams: map[Seam]Place{
		Configuration: mainSeam(),
		Startup:       mainSeam("LoadEnv"),
		Context:       useSeam(Context, "", "router"),
		Recover:       useSeam(Recover, "", "router"),
		Headers:       useSeam(Headers, "", "router"),
		Health:        useSeam(Health, "", "router"),
		CORS:          useSeam(CORS, "", "router"),
		Limit:         useSeam(Limit, "", "router"),
		NotFound:      setupSeam("router", "$r.NotFound($p.NotFound())", "$r.MethodNotAllowed($p.MethodNotAllowed())"),
		Errors:        nothing, // handlers that return errors are adapted one by one
		Serve:         serveSeam,
	},
}
