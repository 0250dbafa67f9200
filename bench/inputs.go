//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// tree is the texts of files by their slash-separated paths. Every tree is made from constants and numbers, so that it
// is the same on every machine.
type tree map[string]string

// write puts the files below a folder.
func (t tree) write(dir string) error {
	for name, text := range t {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// fresh empties a folder and puts the files there.
func (t tree) fresh(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return t.write(dir)
}

// equals names the first file of the tree that stands otherwise in a folder.
func (t tree) equals(dir string) error {
	for name, text := range t {
		has, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if !bytes.Equal(has, []byte(text)) {
			return fmt.Errorf("%s is not as it should be:\n%s", name, has)
		}
	}
	return nil
}

// read returns the files below a folder, but for those whose path begins with one of the names.
func read(dir string, but ...string) (tree, error) {
	t := tree{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		for _, prefix := range but {
			if path == prefix {
				return filepath.SkipDir
			}
		}
		if entry.IsDir() {
			return nil
		}
		text, err := os.ReadFile(name)
		t[filepath.ToSlash(path)] = string(text)
		return err
	})
	return t, err
}

// bytes returns the size of all texts.
func (t tree) bytes() int {
	n := 0
	for _, text := range t {
		n += len(text)
	}
	return n
}

// dice rolls the same numbers everywhere.
type dice uint64

func (d *dice) roll(n int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(uint64(*d) >> 33 % uint64(n))
}

func (d *dice) pick(words []string) string { return words[d.roll(len(words))] }

var (
	nouns = strings.Fields("order invoice customer parcel route driver shelf price coupon basket ledger voucher region depot")
	verbs = strings.Fields("count merge price route check close match settle assign reserve release confirm archive restore")
)
