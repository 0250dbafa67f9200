// Scaffold closes production-readiness gaps in a repository, new or existing.
package main

import (
	"os"

	"scaffold/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
