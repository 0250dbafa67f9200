//go:build unix

package plan

import (
	"errors"
	"os"
	"syscall"
)

// hold locks an open file until it is closed, and tells whether the disk can do that at all.
func hold(file *os.File) (held, supported bool) {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case err == nil:
		return true, true
	case errors.Is(err, syscall.EWOULDBLOCK):
		return false, true
	}
	return false, false
}

func running(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
