package stack

import "scaffold/stack/source"

// Gin is github.com/gin-gonic/gin. Use counts only for routes that are added behind it.
var Gin = &Framework{
	Name:     gin,
	Title:    "Gin",
	Language: Go,
	Detect:   func(repo *source.Repo) ([]*App, error) { return goApps(repo, gin) },
	Seams: map[Seam]Place{
		Configuration: mainSeam(),
		Startup:       mainSeam("LoadEnv"),
		Context:       useSeam(Context, "Gin", "router"),
		Recover:       useSeam(Recover, "Gin", "router"),
		Headers:       useSeam(Headers, "Gin", "router"),
		Health:        useSeam(Health, "Gin", "router"),
		CORS:          useSeam(CORS, "Gin", "router"),
		Limit:         useSeam(Limit, "Gin", "router"),
		NotFound: setupSeam("router", "$r.HandleMethodNotAllowed = true",
			"$r.NoRoute($p.NotFound())", "$r.NoMethod($p.MethodNotAllowed())"),
		Errors: useSeam(Errors, "", "router"),
		Serve:  serveSeam,
	},
	Adapter: "gin",
}
