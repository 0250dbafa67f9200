package generators

import (
	"slices"

	"scaffold/stack"
)

// APIKeys lets other programs in, each with a key of its own that can do no more than its owner.
var APIKeys = &Gap{
	Name:  "api-keys",
	Title: "API keys",
	Doc: "Lets other programs in by keys of their own, sk_<id>_<secret>: shown once, kept as a keyed hash, with scopes, an " +
		"expiry, replacement with an overlap, and the time of their last use. A key can do no more than its owner, and cannot make " +
		"keys. Endpoints and a page to create and revoke them stand behind api-keys:manage; a few bad keys from one address " +
		"get 429.",
	Severity: "medium",
	Risk:     "Programs share the logins of people, and a key that leaks is good for everything until somebody finds it.",
	Seed:     "A4",
	Proof: "the key is shown once and stands nowhere in the database or the log; a revoked, expired or unknown key gets 401 and " +
		"one without the scope 403; forty bad keys are throttled; the page makes and revokes keys in a browser",
	Pieces: []Piece{
		{
			What:  "let programs in by API keys, and manage those",
			Check: Check{Name: "keys", Severity: "low", Minutes: 60, Seen: doubted(takesKeys, "something takes API keys, and what they are good for is not to be seen")},
			Files: []stack.File{
				{Dir: "middleware", Role: "api-key-auth"},
				{Dir: "routes", Role: "api-keys"},
			},
			Calls: []Call{
				{Seam: stack.Auth, Symbol: "AuthenticateApiKey", Role: "api-key-auth"},
				{Seam: stack.Routes, Symbol: "ApiKeys", Role: "api-keys"},
			},
			Tables: []Table{{Name: "api_keys"}},
			Env: slices.Concat(databaseKeys, limitKeys, []EnvKey{
				{Name: "API_KEY_PEPPER", Doc: "Keys the hashes of API keys, 32 characters or more; the first of several is used and all verify. Without it there are no keys."},
			}),
		},
		{
			What:  "make and revoke API keys on a page of the front",
			Check: Check{Name: "page", Severity: "low", Minutes: 30},
			Files: []stack.File{{Role: "api-keys-page"}},
			Env:   []EnvKey{apiURL},
		},
	},
}

// takesKeys finds code that takes API keys, as opposed to keys for the APIs of others.
const takesKeys = "(?i)[\"'`]x-api-key[\"'`]|[\"'`/]api-?_?keys?[\"'`/]|\\b(require|verify|validate|check|authenticate|issue|create|generate|revoke|clear|find)_?(by_?)?api_?keys?\\b|" +
	"\\b(class|model|interface|type|table)\\W{1,3}\\w*api_?keys?\\b"
