package stack

import (
	"strings"
	"testing"
)

// consoleCases are the lines of a file and what becomes of them, with pino and with winston; "" for what stays.
var consoleCases = []struct{ line, pino, winston string }{
	{"console.log('ready');", "logger.info('ready');", "logger.info('ready');"},
	{"console.warn(`port ${port}`);", "logger.warn(`port ${port}`);", "logger.warn(`port ${port}`);"},
	{"console.debug('port ' + port);", "logger.debug('port ' + port);", "logger.debug('port ' + port);"},
	{"console.error('it broke:', error);", "logger.error({ err: error }, 'it broke');", "logger.error('it broke:', error);"},
	{"console.error('it broke', err);", "logger.error({ err }, 'it broke');", "logger.error('it broke', err);"},
	{"console.log('on', port);", "logger.info({ port }, 'on');", "logger.info('on', port);"},
	{"console.log('on', server.port);", "logger.info({ port: server.port }, 'on');", "logger.info('on', server.port);"},
	{"console.log('on', listening());", "", "logger.info('on', listening());"},
	{"console.error('it broke', err.message);", "logger.error({ err }, 'it broke');", "logger.error('it broke', err.message);"},
	{"console.error(err);", "logger.error(err);", ""},
	{"console.error(answer);", "", ""},
	{"console.log('it broke', err);", "logger.error({ err }, 'it broke');", "logger.error('it broke', err);"},
	{"console.log('%s is up', name);", "", ""},
	{"console.log('a', b, c);", "", ""},
	{"console.table('rows');", "", ""},
	{"console.log();", "", ""},
	{"console.log('kept'); // eslint-disable-line no-console", "", ""},
	{"queue.then(console.log);", "", ""},
}

func TestConsole(t *testing.T) {
	for _, c := range consoleCases {
		for library, want := range map[string]string{"pino": c.pino, "winston": c.winston} {
			t.Run(library+"/"+c.line, func(t *testing.T) {
				if want == "" {
					want = c.line
				}
				if got := toLogger(t, library, c.line); !strings.Contains(got, "\n"+want+"\n") || strings.Contains(got, "require('./lib/logger')") == (want == c.line) {
					t.Errorf("it became\n%s", got)
				}
			})
		}
	}
}

// A file with a logger of its own, one that sets the variables, and one that the service does not load, keep their lines.
func TestConsoleIsLeft(t *testing.T) {
	for _, beside := range []string{"const logger = require('winston');", "function handle(logger) {}"} {
		if got := toLogger(t, "pino", beside+"\nconsole.log('ready');"); !strings.Contains(got, "console.log('ready')") {
			t.Errorf("beside %s it became\n%s", beside, got)
		}
	}
	repo, app := onlyApp(t, "-- package.json --\n{\"dependencies\": {\"express\": \"^5.0.0\"}}\n-- scripts/seed.js --\nconsole.log('seeded');\n"+
		"-- env.js --\nrequire('dotenv').config();\nconsole.log('loaded');\n-- index.js --\nrequire('./env');\nconst express = require('express');\nconst app = express();\napp.listen(3000);\n")
	if edits := consoleNode(app, "pino", Code{Symbol: "Logger", File: "lib/logger.js", Seam: Startup}); len(edits) > 0 {
		t.Errorf("%d edits of %v", len(edits), repo.Files())
	}
}

// toLogger returns what becomes of a file with the lines.
func toLogger(t *testing.T, library, lines string) string {
	t.Helper()
	text := "const express = require('express');\nconst app = express();\n" + lines + "\napp.listen(3000);\n"
	_, app := onlyApp(t, "-- package.json --\n{\"dependencies\": {\"express\": \"^5.0.0\"}}\n-- index.js --\n"+text)
	got := []byte(text)
	for _, edit := range consoleNode(app, library, Code{Symbol: "Logger", File: "lib/logger.js", Seam: Startup}) {
		var err error
		if got, err = edit.Edit.Apply(got); err != nil {
			t.Fatal(err)
		}
	}
	return string(got)
}
