//go:build !linux

package cmd

import "os"

// flush does nothing where there is no simple way to drop what was typed ahead.
func flush(*os.File) {}
