//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// sample is what one whole process took, from start to exit, with the processes that it waited for.
type sample struct {
	Wall time.Duration
	CPU  time.Duration // user and system
	Peak int64         // resident bytes of the largest of them
	Exit int
	Size int64 // bytes on the disk, of what is not run
}

// command is a process to be measured.
type command struct {
	dir   string
	args  []string
	env   []string // besides that of this process
	exits []int    // that are no fault, 0 where none is given
	first bool     // wall is the time to the first output on a terminal, which then is answered with Ctrl-C
}

// timerFlag makes this program measure one process. It is a process of its own since the kernel counts the memory of
// whoever starts a program as that program's peak: the one that starts must be small.
const timerFlag = "-timed"

// terminalFlag makes it measure the time to the first output on a terminal.
const terminalFlag = "-terminal"

// timed runs a command and writes what it took to the third file.
func timed(args []string) int {
	var s sample
	var err error
	if args[0] == terminalFlag {
		s, err = firstOutput(args[1:])
	} else {
		s, err = whole(args)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := json.NewEncoder(os.NewFile(3, "result")).Encode(s); err != nil {
		return 1
	}
	return 0
}

func whole(args []string) (sample, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	start := now()
	err := cmd.Run()
	wall := now().Sub(start)
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return sample{}, err
	}
	return usage(cmd.ProcessState, wall), nil
}

// now is the clock, which nothing else in this program reads.
func now() time.Time {
	return time.Now() //nolint:forbidigo // measuring time is what this program is for
}

func usage(p *os.ProcessState, wall time.Duration) sample {
	kilobytes := p.SysUsage().(*syscall.Rusage).Maxrss
	return sample{Wall: wall, CPU: p.UserTime() + p.SystemTime(), Peak: kilobytes << 10, Exit: p.ExitCode()}
}

// once measures a command, and returns what it printed.
func once(c command) (sample, string, error) {
	self, err := os.Executable()
	if err != nil {
		return sample{}, "", err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return sample{}, "", err
	}
	defer read.Close()
	args := append([]string{timerFlag}, c.args...)
	if c.first {
		args = append([]string{timerFlag, terminalFlag}, c.args...)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), c.env...)
	var printed bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = c.dir, &printed, &printed, []*os.File{write}
	err = cmd.Run()
	write.Close()
	var s sample
	if err == nil {
		err = json.NewDecoder(read).Decode(&s)
	}
	if err != nil {
		return s, "", fmt.Errorf("%q: %w\n%s", c.args, err, printed.String())
	}
	if s.Exit != 0 && !slices.Contains(c.exits, s.Exit) {
		return s, "", fmt.Errorf("%q ended with %d\n%s", c.args, s.Exit, printed.String())
	}
	return s, printed.String(), nil
}
