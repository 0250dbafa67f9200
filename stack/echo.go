package stack

import "scaffold/stack/source"

// Echo is github.com/labstack/echo, major versions 4 and 5.
var Echo = &Framework{
	Name:     echo,
	Title:    "Echo",
	Language: Go,
	Detect:   func(repo *source.Repo) ([]*App, error) { return goApps(repo, echo) },
	Seams: map[Seam]Place{
		Configuration: mainSeam(),
		Startup:       mainSeam("LoadEnv"),
		Context:       useSeam(Context, "Echo", "e"),
		Recover:       useSeam(Recover, "Echo", "e"),
		Headers:       useSeam(Headers, "Echo", "e"),
		Health:        useSeam(Health, "Echo", "e"),
		CORS:          useSeam(CORS, "Echo", "e"),
		Limit:         useSeam(Limit, "Echo", "e"),
		NotFound:      nothing, // unmatched routes come to the error handler
		Errors:        setupSeam("e", "$r.HTTPErrorHandler = $p.ErrorHandler()"),
		Serve:         serveSeam,
	},
	Adapter: "echo",
}
