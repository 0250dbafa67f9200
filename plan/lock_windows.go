package plan

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// hold locks an open file until it is closed, and tells whether the disk can do that at all. The locked byte lies
// behind the text, so that others can still read who holds it.
func hold(file *os.File) (held, supported bool) {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, 1, 0, &windows.Overlapped{Offset: 1 << 20})
	switch {
	case err == nil:
		return true, true
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION):
		return false, true
	}
	return false, false
}

func running(pid int) bool {
	process, err := os.FindProcess(pid)
	if err == nil {
		process.Release()
	}
	return err == nil
}
