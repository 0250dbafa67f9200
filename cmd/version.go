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
		Args:  cobra.NoArgs,
		Run: func(*cobra.Command, []string) {
			p.report.Result = version()
			p.say("scaffold %s", version())
		},
	}
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
