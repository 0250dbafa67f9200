package audit

import (
	"scaffold/stack"
	"scaffold/stack/source"
)

// piece is what the audit says about a piece of a gap besides what the gap does: its short name, how grave it is where it is
// less grave than the gap as a whole, and the minutes that closing it costs.
type piece struct {
	name     string
	severity Severity
	minutes  int
	needs    func(*stack.App) string // why a piece that is lacking does not concern an app, "" where it does
	// doubt is what speaks against a piece being lacking though it was not found, "" where nothing does.
	doubt  func(*stack.App) (source.Pos, string)
	unseen string // where the piece may be besides, and is not looked for
}

// pieces are those that there is something to say about, by gap and what they do.
var pieces = map[string]piece{
	"api-keys: let programs in by API keys, and manage those":                           {name: "keys", severity: Low, minutes: 60},
	"api-keys: make and revoke API keys on a page of the front":                         {name: "page", severity: Low, minutes: 30},
	"audit-log: record who did what, and let nobody change it":                          {name: "append-only", minutes: 60, needs: noDatabase},
	"auth: say who may do what, and guard routes by it":                                 {name: "permissions", severity: High, minutes: 120},
	"auth: find out who sends a request, by Clerk":                                      {name: "identity", minutes: 60, needs: changesNothing, doubt: knowsSomebody},
	"auth: find out who sends a request, by sessions":                                   {name: "identity", minutes: 60, needs: changesNothing, doubt: knowsSomebody},
	"auth: fail a test on a route that is neither guarded nor open by name":             {name: "route-test", severity: Medium, minutes: 30},
	"backup: dump the database":                                                         {name: "script", minutes: 60, needs: noDatabase},
	"backup: encrypt, keep, restore, verify and prune backups":                          {name: "restore", minutes: 60, needs: noDatabase},
	"backup: back up on a schedule, and say what to do when the database is gone":       {name: "scheduled", minutes: 30, needs: noDatabase, unseen: "backups that a platform makes by itself"},
	"backup: recover to a point in time":                                                {name: "point-in-time", severity: Medium, minutes: 60, needs: noDatabase},
	"ci: run the repository's checks on every change":                                   {name: "tests", minutes: 30},
	"ci: look for known holes in the code and its dependencies":                         {name: "security", severity: Medium, minutes: 15},
	"ci: deploy what passed the checks":                                                 {name: "deploy", severity: Medium, minutes: 60},
	"ci: propose updates of dependencies once they are a week old":                      {name: "updates", severity: Medium, minutes: 5},
	"docker: build an image of the service":                                             {name: "image", minutes: 30},
	"docker: start the service's database and Redis for local work":                     {name: "compose", severity: Low, minutes: 15},
	"docs: describe the API for programs":                                               {name: "openapi", minutes: 60},
	"docs: fail a test on a route that the description lacks":                           {name: "openapi-test", severity: Low, minutes: 15},
	"docs: describe the API for people":                                                 {name: "api", severity: Low, minutes: 30},
	"docs: describe the database":                                                       {name: "database", severity: Low, minutes: 30, needs: noDatabase},
	"docs: say how the service is run":                                                  {name: "runbook", minutes: 60},
	"docs: say how the service is secured":                                              {name: "security-policy", minutes: 30},
	"docs: say what to do about what goes wrong":                                        {name: "troubleshooting", severity: Low, minutes: 60},
	"docs: record what was decided, and why":                                            {name: "decisions", severity: Low, minutes: 30},
	"env: refuse to start on a missing or malformed variable":                           {name: "validated", severity: High, minutes: 30},
	"env: list the environment variables":                                               {name: "example", severity: Medium, minutes: 10},
	"error-tracking: send errors to where people look":                                  {name: "tracker", minutes: 30},
	"errors: hand rejected promises to the error handler":                               {name: "async", minutes: 10},
	"errors: recover from panics":                                                       {name: "recover", minutes: 10},
	"errors: answer unknown routes":                                                     {name: "not-found", severity: Low, minutes: 10},
	"errors: answer errors in one form":                                                 {name: "handler", minutes: 30},
	"errors: log and leave on an unhandled rejection or exception":                      {name: "crash-handlers", minutes: 10},
	"errors: show a page when one fails or is not there":                                {name: "pages", severity: Medium, minutes: 20},
	"health: answer liveness and readiness probes":                                      {name: "probes", minutes: 30},
	"health: finish requests in flight before leaving, and cut slow clients off":        {name: "shutdown", severity: High, minutes: 30},
	"health: answer liveness probes of the pages":                                       {name: "pages", severity: Medium, minutes: 10},
	"infra: write down where the service runs":                                          {name: "as-code", minutes: 60},
	"infra: compare the variables of an environment with those that the service reads":  {name: "env-check", severity: Low, minutes: 15},
	"logging: write structured logs to standard output":                                 {name: "structured", minutes: 30},
	"logging: give each request an id":                                                  {name: "request-id", severity: Medium, minutes: 10},
	"logging: log each request":                                                         {name: "requests", minutes: 10},
	"migrations: create, check, deploy and take back changes of the schema":             {name: "commands", minutes: 60, needs: noDatabase},
	"monitoring: measure requests, and tell the numbers to Prometheus":                  {name: "metrics", minutes: 30},
	"monitoring: trace requests when a collector is named":                              {name: "traces", severity: Low, minutes: 30},
	"monitoring: show the queues to those who may see them":                             {name: "queues", severity: Low, minutes: 20},
	"monitoring: say when a number is wrong, and what to do then":                       {name: "alerts", minutes: 60},
	"monitoring: describe how the service is monitored":                                 {name: "document", severity: Low, minutes: 20},
	"performance: compress answers":                                                     {name: "compression", minutes: 10},
	"performance: keep what is expensive to make":                                       {name: "cache", severity: Low, minutes: 60},
	"performance: say what browsers and CDNs may keep":                                  {name: "cache-control", severity: Low, minutes: 30},
	"performance: report slow queries and missing indexes":                              {name: "database-advice", severity: Low, minutes: 30, needs: noDatabase},
	"performance: describe what keeps the service fast":                                 {name: "document", severity: Low, minutes: 20},
	"privacy: say what is held about people, and let them export and erase it":          {name: "rights", minutes: 120, needs: noDatabase},
	"rate-limit: take the client's address behind a known number of proxies":            {name: "proxy-trust", minutes: 10},
	"rate-limit: refuse work while overloaded, and clients with too many open requests": {name: "overload", severity: Low, minutes: 30},
	"rate-limit: limit requests by client address":                                      {name: "by-address", severity: High, minutes: 20},
	"secrets: refuse to start in production with a weak secret":                         {name: "weak", minutes: 20},
	"secrets: let a key be replaced while what the one before it signed is still good":  {name: "rotation", severity: Low, minutes: 60},
	"secrets: make secrets, keep them and replace them":                                 {name: "scripts", severity: Medium, minutes: 30},
	"secrets: look for secrets in what was committed":                                   {name: "scan", minutes: 15},
	"security-headers: send security headers":                                           {name: "headers", severity: High, minutes: 20},
	"security-headers: answer cross-origin requests from an allow-list":                 {name: "cors", minutes: 15},
	"testing: run tests, and measure what they run":                                     {name: "runner", minutes: 30},
	"testing: test the service over HTTP":                                               {name: "api", minutes: 120},
	"testing: make rows for tests":                                                      {name: "factories", severity: Low, minutes: 60},
	"uptime: ask from outside whether the service can take requests":                    {name: "probe", minutes: 15, unseen: "a monitor that was set up on a website"},
	"validation: make no objects of query strings":                                      {name: "query", severity: Medium, minutes: 5},
	"validation: read bodies up to a limit":                                             {name: "body-limit", minutes: 10},
	"validation: hold requests against schemas":                                         {name: "requests", minutes: 120},
	"validation: make the HTML that users write harmless":                               {name: "html", severity: Medium, minutes: 20},
	"validation: take uploaded files for what their bytes say":                          {name: "uploads", minutes: 30},
	"validation: refuse SQL that is put together from strings":                          {name: "sql", severity: Medium, minutes: 10},
}
