package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// imageIsChecked holds the Dockerfile against Docker's own build checks.
func imageIsChecked(t *testing.T, s subject, dir string) {
	name := filepath.Join(dir, "Dockerfile")
	if _, err := os.Stat(name); err != nil {
		return // the repository has one of its own, elsewhere
	}
	if out, err := exec.CommandContext(t.Context(), "go", "run", "-C", "testdata/dockerlint", ".", name).CombinedOutput(); err != nil {
		t.Errorf("Docker's build checks: %v\n%s", err, out)
	}
	composeHolds(t, dir)
	if s.start[0] == "./service.bin" { // which takes seconds: what is in JavaScript has a proof of its own
		imageIsBuilt(t, s, dir)
	}
}

// imageIsBuilt runs the steps of the Dockerfile in order outside Docker: what they leave behind starts, answers, says that it is
// healthy, and leaves when it is told to. It does not run as root.
func imageIsBuilt(t *testing.T, s subject, dir string) {
	text, err := os.ReadFile(filepath.Join(dir, "Dockerfile"))
	if err != nil {
		return // the repository has one of its own, elsewhere
	}
	context := t.TempDir()
	copyTracked(t, dir, context)
	image := buildOutside(t, string(text), context)
	if image.user == "" || image.user == "root" {
		t.Errorf("the image runs as %q", image.user)
	}
	image.answers(t, s)
}

// composeHolds looks at the services for local work: each has a check of its health, and no port is open to the network.
func composeHolds(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "compose.yaml"))
	if err != nil {
		t.Error(err)
		return
	}
	var file struct {
		Services map[string]struct {
			Image       string
			Ports       []string
			Healthcheck map[string]any
		}
	}
	if err := yaml.Unmarshal(text, &file); err != nil || file.Services["postgres"].Image == "" || file.Services["redis"].Image == "" {
		t.Errorf("compose.yaml: %v\n%s", err, text)
	}
	for name, service := range file.Services {
		local := !slices.ContainsFunc(service.Ports, func(port string) bool { return !strings.HasPrefix(port, "127.0.0.1:") })
		if len(service.Healthcheck) == 0 || !local || strings.HasSuffix(service.Image, ":latest") || !strings.Contains(service.Image, ":") {
			t.Errorf("compose.yaml: %s: %+v", name, service)
		}
	}
}

// notTracked are folders that a clone of a repository has not.
var notTracked = []string{"node_modules", "dist", ".git", ".next", "coverage"}

// walkTracked calls a function for each file that a clone of the repository has: neither what was installed nor what was built.
func walkTracked(t *testing.T, dir string, each func(name string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && slices.Contains(notTracked, e.Name()):
			return filepath.SkipDir
		case !e.Type().IsRegular() || e.Name() == "service.bin":
			return nil
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		each(filepath.ToSlash(rel), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyTracked(t *testing.T, from, to string) {
	t.Helper()
	walkTracked(t, from, func(name string, text []byte) {
		file := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o755); err != nil {
			t.Fatal(err)
		}
	})
}

// stage is what one FROM of a Dockerfile leaves behind: a folder that stands for its root.
type stage struct {
	root, workdir, user string
	env                 []string
	start, health       []string
}

// buildOutside runs the steps of a Dockerfile in order, each stage in a folder that stands for its root.
func buildOutside(t *testing.T, text, context string) *stage {
	t.Helper()
	stages := map[string]*stage{}
	var s *stage
	for _, step := range steps(text) {
		word, rest, _ := strings.Cut(step, " ")
		switch fields := strings.Fields(rest); word {
		case "FROM":
			s = &stage{root: t.TempDir(), workdir: "/"}
			if len(fields) == 3 {
				stages[fields[2]] = s
			}
		case "WORKDIR":
			s.workdir = path.Join(s.workdir, rest)
			if err := os.MkdirAll(s.at(s.workdir), 0o755); err != nil {
				t.Fatal(err)
			}
		case "ENV":
			s.env = append(s.env, rest)
		case "USER":
			s.user = rest
		case "COPY":
			from := context
			if name, ok := strings.CutPrefix(fields[0], "--from="); ok {
				from, fields = stages[name].root, fields[1:]
			}
			s.copy(t, from, fields[:len(fields)-1], fields[len(fields)-1])
		case "RUN":
			s.run(t, rest)
		case "HEALTHCHECK":
			_, command, _ := strings.Cut(rest, "CMD ")
			s.health = words(t, command)
		case "CMD", "ENTRYPOINT":
			s.start = words(t, rest)
		}
	}
	return s
}

// steps returns the instructions, without comments, each in one line.
func steps(text string) []string {
	var kept []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "#") && strings.TrimSpace(line) != "" {
			kept = append(kept, line)
		}
	}
	return strings.Split(strings.ReplaceAll(strings.Join(kept, "\n"), "\\\n", " "), "\n")
}

func words(t *testing.T, text string) []string {
	t.Helper()
	var list []string
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%s is no list of words, so a shell would stand before the process: %v", text, err)
	}
	return list
}

func (s *stage) at(name string) string {
	if !path.IsAbs(name) {
		name = path.Join(s.workdir, name)
	}
	return filepath.Join(s.root, name)
}

// copy does what COPY does. A pattern that matches nothing is left out, a plain name has to be there.
func (s *stage) copy(t *testing.T, from string, names []string, to string) {
	t.Helper()
	for _, name := range names {
		found, _ := filepath.Glob(filepath.Join(from, name))
		if len(found) == 0 && !strings.Contains(name, "*") {
			if name == "package-lock.json" || strings.HasSuffix(name, ".lock") {
				continue
			}
			t.Fatalf("COPY: there is no %s", name)
		}
		for _, file := range found {
			target := s.at(to)
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			if info.IsDir() {
				file += "/."
			} else if strings.HasSuffix(to, "/") {
				target += "/"
			}
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(to, "/") || info.IsDir() {
				err = os.MkdirAll(target, 0o755)
			}
			if out, failed := exec.Command("cp", "-R", file, target).CombinedOutput(); err != nil || failed != nil {
				t.Fatalf("cp %s %s: %v %v\n%s", file, target, err, failed, out)
			}
		}
	}
}

// run does what RUN does, with the caches of this machine. What installs packages of the system is left out; Prisma's engine
// cannot be fetched here, and is not needed to make a client.
func (s *stage) run(t *testing.T, command string) {
	t.Helper()
	command = regexp.MustCompile(`--mount=\S+\s+`).ReplaceAllString(command, "")
	if strings.HasPrefix(command, "apt-get ") {
		return
	}
	command = strings.ReplaceAll(command, " /app/", " "+s.root+"/app/")
	// The starting repositories have no lockfile, and npm ci asks for optional packages of other systems, which a mirror may lack.
	command = strings.Replace(command, "npm ci", "npm install", 1)
	cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
	cmd.Dir = s.at(s.workdir)
	cmd.Env = append(os.Environ(), "PRISMA_SCHEMA_ENGINE_BINARY=/bin/true", "CHECKPOINT_DISABLE=1", "npm_config_prefer_offline=true",
		"npm_config_audit=false", "npm_config_fund=false", "GOFLAGS=-mod=mod", "NODE_ENV=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("RUN %s: %v\n%s", command, err, out)
	}
}

// answers starts what the image starts, and asks it and its health check.
func (s *stage) answers(t *testing.T, sub subject) {
	t.Helper()
	port := freePort(t)
	env := append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "JWT_SECRET=" + secret, fmt.Sprintf("PORT=%d", port)}, s.env...)
	start := slices.Clone(s.start)
	if strings.HasPrefix(start[0], "/") {
		start[0] = s.at(start[0])
	}
	var out bytes.Buffer
	cmd := exec.Command(start[0], start[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = s.at(s.workdir), env, &out, &out, time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	url := fmt.Sprintf("http://127.0.0.1:%d%s", port, sub.good)
	eventually(t, 20*time.Second, "the image answers", func() error {
		res, err := http.Get(url)
		if err == nil {
			res.Body.Close()
		}
		return err
	})
	if s.health != nil {
		health := exec.Command(s.health[0], s.health[1:]...)
		health.Env = env
		if said, err := health.CombinedOutput(); err != nil {
			t.Errorf("the health check: %v\n%s", err, said)
		}
	}
	cmd.Process.Signal(os.Interrupt)
	if err := <-ended; err != nil {
		t.Errorf("the process did not leave by itself: %v\n%s", err, out.String())
	}
	if s.health != nil {
		health := exec.Command(s.health[0], s.health[1:]...)
		health.Env = env
		if health.Run() == nil {
			t.Error("the health check passes without a service")
		}
	}
}
