package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"time"
)

func show(work, path string) ([]byte, error) {
	return exec.Command("git", "-C", work, "show", "HEAD:"+path).Output()
}

// compare closes every gap at once and compares what the compilers say with what they said before.
func (r *repository) compare(bin, work string, listed *answer) {
	for _, app := range listed.Apps {
		checker := goErrors
		if app.Framework == "express" {
			checker = tscErrors
		}
		before, why := checker(work, app.Dir)
		if why != "" {
			r.Check += app.Dir + " not comparable: " + why + "; "
			continue
		}
		done, err := call(bin, work, "add", "--all", "--app", app.Dir, "--yes", "--allow-manual", "--allow-dirty")
		if err != nil || !done.Applied {
			continue
		}
		after, why := checker(work, app.Dir)
		if why != "" {
			r.Errors = append(r.Errors, app.Dir+": not comparable afterwards: "+why)
		}
		for line := range after {
			if !before[line] {
				r.Errors = append(r.Errors, app.Dir+": "+line)
			}
		}
		sort.Strings(r.Errors)
		r.Check += app.Dir + " compared; "
		call(bin, work, "undo", "--yes")
	}
}

// position is stripped from a message: an edit moves lines.
var position = regexp.MustCompile(`[:(]\d+[:,]\d+\)?:?`)

// goErrors returns the complaints of go build and go vet in the app's module.
func goErrors(work, app string) (map[string]bool, string) {
	dir := moduleOf(filepath.Join(work, app), work)
	if out, err := command(dir, 4*time.Minute, "go", "mod", "tidy"); err != nil {
		return nil, "go mod tidy: " + last(out, 200)
	}
	lines := map[string]bool{}
	for _, args := range [][]string{{"build", "-o", os.DevNull, "./..."}, {"vet", "./..."}} {
		out, _ := command(dir, 8*time.Minute, "go", args...)
		for _, line := range strings.Split(out, "\n") {
			if line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "go: ") {
				lines[args[0]+" "+position.ReplaceAllString(line, ":")] = true
			}
		}
	}
	return lines, ""
}

func moduleOf(dir, root string) string {
	for dir != root {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	return root
}

var diagnostic = regexp.MustCompile(`(?m)^(\S+)\(\d+,\d+\): error (TS\d+): (.*)$`)

// tscErrors returns the complaints of the repository's own TypeScript, by file and code.
func tscErrors(work, app string) (map[string]bool, string) {
	dir := filepath.Join(work, app)
	for _, folder := range installs(dir, work) {
		if out, err := command(folder, 8*time.Minute, "npx", installer(folder)...); err != nil {
			return nil, "install: " + last(out, 200)
		}
	}
	config := above(dir, work, "tsconfig.json")
	if config == "" {
		return map[string]bool{}, ""
	}
	tsc := above(dir, work, "node_modules/.bin/tsc")
	if tsc == "" {
		return nil, "no tsc"
	}
	out, _ := command(filepath.Dir(config), 5*time.Minute, tsc, "--noEmit", "-p", config)
	lines := map[string]bool{}
	for _, m := range diagnostic.FindAllStringSubmatch(out, -1) {
		lines[m[1]+" "+m[2]+" "+m[3]] = true
	}
	return lines, ""
}

// installs are the folders to install in: the workspaces' root, and the app's own package where it may be no member.
func installs(dir, work string) []string {
	root := packageRoot(dir, work)
	own := filepath.Dir(above(dir, work, "package.json"))
	if own == root || own == "." {
		return []string{root}
	}
	return []string{root, own}
}

// installer is the command of the package manager whose lockfile stands there. Nothing of the repository is run.
func installer(folder string) []string {
	if _, err := os.Stat(filepath.Join(folder, "pnpm-lock.yaml")); err == nil {
		return []string{"-y", "pnpm@10", "install", "--ignore-scripts", "--no-frozen-lockfile"}
	}
	if _, err := os.Stat(filepath.Join(folder, "..", "..", "pnpm-workspace.yaml")); err == nil {
		return []string{"-y", "pnpm@10", "--version"} // installed from the root
	}
	return []string{"-y", "npm@11", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps"}
}

// packageRoot is the outermost folder with a package.json: the workspaces' root.
func packageRoot(dir, root string) string {
	found := dir
	for {
		if _, err := os.Stat(filepath.Join(dir, "package.json")); err == nil {
			found = dir
		}
		if dir == root || len(dir) < len(root) {
			return found
		}
		dir = filepath.Dir(dir)
	}
}

// above returns the nearest file of that name in the folder or one around it.
func above(dir, root, name string) string {
	for {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
		if dir == root || len(dir) < len(root) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

func command(dir string, limit time.Duration, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "CI=1", "npm_config_manage_package_manager_versions=false") // pnpm as named above, not as pinned
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	timer := time.AfterFunc(limit, func() {
		if cmd.Process != nil {
			cmd.Process.Kill()
		}
	})
	defer timer.Stop()
	err := cmd.Run()
	return out.String(), err
}
