package cmd

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is the version of a release, set when it is linked.
var release = ""

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "The version of scaffold",
		Args:  none,
		RunE:  func(*cobra.Command, []string) error { return p.sayVersion() },
	}
}

func (p *program) sayVersion() error {
	p.report.Result = version()
	p.say("scaffold %s", version())
	return nil
}

func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
