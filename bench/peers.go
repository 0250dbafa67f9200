//go:build linux

package main

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// peerFiles are the versions of the peers, and our drivers of them.
//
//go:embed peers
var peerFiles embed.FS

// installPeers puts the peers and their drivers below a folder, once for each state of bench/peers, and returns where.
func installPeers(base string, log io.Writer) (string, error) {
	hash, err := peerHash()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "peers-"+hash)
	if _, err := os.Stat(filepath.Join(dir, "done")); err == nil {
		return dir, nil
	}
	fmt.Fprintf(log, "installing the peers into %s\n", dir)
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	files, err := fs.Sub(peerFiles, "peers")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(base, 0o755); err != nil {
		return "", err
	}
	if err := os.CopyFS(dir, files); err != nil {
		return "", err
	}
	err = tool(dir, "npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	if err != nil {
		return "", err
	}
	if err := linkAstGrep(dir); err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, "done"), nil, 0o644)
}

func peerHash() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(peerFiles, "peers", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := peerFiles.ReadFile(name)
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))[:12], err
}

// node returns the arguments that run one of our drivers.
func (b *bench) node(driver string, args ...string) []string {
	return append([]string{"node", filepath.Join(b.peers, driver)}, args...)
}

// installed returns the arguments that run the program of a package, without the shell's look-up of npx.
func (b *bench) installed(script string, args ...string) []string {
	return append([]string{"node", filepath.Join(b.peers, "node_modules", script)}, args...)
}

// astGrep is the program itself, which is what npm links as ast-grep when it may run scripts.
func (b *bench) astGrep(args ...string) []string {
	return append([]string{filepath.Join(b.peers, "ast-grep")}, args...)
}

// linkAstGrep gives the program of this platform, which npm puts into a package of its own, one name.
func linkAstGrep(dir string) error {
	found, err := filepath.Glob(filepath.Join(dir, "node_modules/@ast-grep/cli-linux-*/ast-grep"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("npm installed %d programs of ast-grep, want 1", len(found))
	}
	return os.Symlink(found[0], filepath.Join(dir, "ast-grep"))
}
