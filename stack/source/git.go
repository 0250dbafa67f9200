package source

import (
	"errors"
	"os"
	"os/exec"
	"strings"
)

// list returns the paths that git tracks, and those that it does not track and does not ignore.
func list(dir string) ([]string, error) {
	out, err := Git(dir, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return walk(dir)
	}
	var files []string
	seen := map[string]bool{}
	for _, name := range strings.Split(out, "\x00") {
		// A folder's name with a slash at its end is a repository within this one: somebody else's.
		if name == "" || strings.HasSuffix(name, "/") || seen[name] || inVendor(name) {
			continue
		}
		seen[name] = true
		files = append(files, name)
	}
	return files, nil
}

// inVendor tells whether a tracked file belongs to a dependency.
func inVendor(name string) bool {
	return strings.HasPrefix(name, "node_modules/") || strings.Contains(name, "/node_modules/") ||
		strings.HasPrefix(name, "vendor/") || strings.Contains(name, "/vendor/")
}

// Git runs a reading git command in dir. No command that the repository's own configuration names is run: its file
// system monitor and hooks are switched off.
func Git(dir string, args ...string) (string, error) {
	safe := []string{"-C", dir, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"}
	cmd := exec.Command("git", append(safe, args...)...)
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "", errors.New(strings.TrimSpace(string(exit.Stderr)))
	}
	return string(out), err
}
