package generators

import "scaffold/stack"

// Monitoring tells how the service is doing, and tells people when it is not doing well.
var Monitoring = &Gap{
	Name:  "monitoring",
	Title: "Metrics, traces and alerts",
	Doc: "Answers /metrics with the rate, errors and duration of requests by route, the state of Node.js, of database pools " +
		"and of queues, to those who know a token. Traces requests through the service, its database and Redis when a collector " +
		"is named. Brings alerts with tests, a dashboard, and a document that says what to do when an alert fires. Queues can " +
		"be looked at by those with the permission.",
	Severity: "medium",
	Risk:     "The service gets slow or runs out of something, and the first sign of it is that it stands still.",
	Seed:     "A10",
	Proof: "a scrape shows the counter of a route's pattern moving; one trace at a collector joins the request and its SQL; " +
		"the rules pass their checker and fire in their tests",
	Pieces: []Piece{
		{
			Provides: stack.Metrics,
			What:     "measure requests, and tell the numbers to Prometheus",
			Check:    Check{Name: "metrics", Minutes: 30},
			Files: []stack.File{
				{Dir: "lib", Role: "monitoring"}, {Dir: "lib", Role: "queue-metrics"},
				{Dir: "middleware", Role: "http-metrics"}, {Dir: "middleware", Role: "metrics-endpoint"},
			},
			Calls: []Call{
				{Seam: stack.Context, Symbol: "HttpMetrics", Role: "http-metrics"},
				{Seam: stack.Health, Symbol: "MetricsEndpoint", Role: "metrics-endpoint"},
			},
			Env: []EnvKey{
				{Name: "METRICS_TOKEN", Doc: "Bearer token that /metrics asks for; without it there is no such path."},
				redisURL,
			},
		},
		{
			Provides: stack.Tracing,
			What:     "trace requests when a collector is named",
			Check:    Check{Name: "traces", Severity: "low", Minutes: 30},
			Files:    []stack.File{{Dir: "", Role: "tracing"}, {Dir: "lib", Role: "trace-provider"}},
			Calls:    []Call{{Seam: stack.Preload, Role: "tracing"}},
			Env: []EnvKey{
				{Name: "OTEL_EXPORTER_OTLP_ENDPOINT", Doc: "Collector that traces are sent to; without it nothing is traced."},
				{Name: "OTEL_SERVICE_NAME", Doc: "Name of the service in traces."},
				{Name: "OTEL_TRACES_SAMPLER_ARG", Default: "1", Doc: "Share of requests that are traced, 0 to 1."},
				{Name: "RELEASE", Doc: "Commit that is deployed."},
			},
		},
		{
			Provides: stack.QueueBoard,
			What:     "show the queues to those who may see them",
			Check:    Check{Name: "queues", Severity: "low", Minutes: 20},
			Files:    []stack.File{{Dir: "middleware", Role: "queue-board"}},
			Calls:    []Call{{Seam: stack.Routes, Symbol: "QueueBoard", Role: "queue-board"}},
			Env:      []EnvKey{redisURL},
		},
		{
			Provides: stack.AlertRules,
			What:     "say when a number is wrong, and what to do then",
			Check:    Check{Name: "alerts", Minutes: 60},
			When:     func(c *Context) bool { return c.made("monitoring") },
			Root: []RootFile{
				{Path: "monitoring/alerts.yml"},
				{Path: "monitoring/alerts.test.yml"},
				{Path: "monitoring/alertmanager.yml"},
				{Path: "monitoring/dashboard.json"},
				{Path: "monitoring/prometheus.yml"},
				{Path: "monitoring/compose.monitoring.yaml"},
			},
		},
		{
			What:  "describe how the service is monitored",
			Check: Check{Name: "document", Severity: "low", Minutes: 20},
			When:  func(c *Context) bool { return c.made("monitoring") || c.made("trace-provider") },
			Root:  []RootFile{{Path: "docs/MONITORING.md"}},
		},
	},
}
