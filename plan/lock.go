package plan

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"scaffold/patcher"
)

// lockName is the file that a run at work holds locked. It is never removed: a lock on a removed file locks nothing.
const lockName = "lock"

// owner is what a lock says of the process that holds it.
type owner struct {
	pid   int
	boot  string // identity of the running system, "" where it has none
	start string // when the process started, in the system's own ticks
	since string // when it took the lock
}

func (o owner) String() string {
	return fmt.Sprintf("pid %d\nboot %s\nstart %s\nsince %s\n", o.pid, o.boot, o.start, o.since)
}

func parseOwner(text string) owner {
	var o owner
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch key {
		case "pid":
			o.pid, _ = strconv.Atoi(value)
		case "boot":
			o.boot = value
		case "start":
			o.start = value
		case "since":
			o.since = value
		}
	}
	return o
}

// lock takes the repository for this process and returns what gives it back. The system itself drops the lock of a
// process that died, so that it is never in the way of the next.
func (d *Disk) lock() (func(), error) {
	var file *os.File
	err := d.store.step("lock", lockName, func() (err error) {
		file, err = d.store.root.OpenFile(lockName, os.O_RDWR|os.O_CREATE, 0o600)
		return err
	})
	if err != nil {
		return nil, err
	}
	text := make([]byte, 512)
	n, _ := file.ReadAt(text, 0)
	holder := parseOwner(string(text[:n]))
	switch held, supported := hold(file); {
	case supported && !held, !supported && holder.alive():
		file.Close()
		return nil, holder.busy()
	}
	me := owner{os.Getpid(), bootID(), startOf(os.Getpid()), time.Now().UTC().Format(time.RFC3339)}
	// On a full disk the lock holds without its owner's name as well.
	_ = file.Truncate(0)
	_, _ = file.WriteAt([]byte(me.String()), 0)
	return func() {
		_ = file.Truncate(0)
		file.Close()
	}, nil
}

func (o owner) busy() error {
	who := "another run"
	if o.pid != 0 {
		who = fmt.Sprintf("process %d, since %s,", o.pid, o.since)
	}
	return &patcher.Problem{
		Kind: patcher.Conflict,
		What: who + " is writing to this repository",
		Todo: "wait until it has ended and run again",
	}
}

// alive tells, on a disk that cannot lock, whether the process named is running still.
func (o owner) alive() bool {
	if o.pid == 0 || o.boot != bootID() {
		return false
	}
	return running(o.pid) && startOf(o.pid) == o.start
}

// bootID names the running system where that has a name: process numbers begin anew with each start.
func bootID() string {
	text, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(text))
}

// startOf returns when a process started, in ticks since the system did; "" where that is not to be had.
func startOf(pid int) string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	// The name, in brackets, may hold spaces; the start is the 20th field after it.
	_, rest, _ := strings.Cut(string(text), ") ")
	if fields := strings.Fields(rest); len(fields) > 19 {
		return fields[19]
	}
	return ""
}
