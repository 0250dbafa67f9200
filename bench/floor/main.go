// Command floor does the least work that writing files from templates needs: the limit, not a product.
package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/template"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: floor TEMPLATES OUT NAME PORT")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2], map[string]string{"Name": os.Args[3], "Port": os.Args[4]}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// generate renders every file below a folder into another.
func generate(from, to string, data any) error {
	return filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		path, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		parsed, err := template.New(path).Parse(string(source))
		if err != nil {
			return err
		}
		var text bytes.Buffer
		if err := parsed.Execute(&text, data); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, path)), 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, path), text.Bytes(), 0o644)
	})
}
