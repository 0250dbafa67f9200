package cmd

import (
	"os"
	"syscall"
)

// flush drops what was typed before it could be seen what it answers.
func flush(f *os.File) {
	const tcflsh, tciflush = 0x540b, 0
	_, _, _ = syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), tcflsh, tciflush)
}
