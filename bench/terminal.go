//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// firstOutput runs a command on a terminal of its own, waits for the first byte that it shows, and interrupts it.
func firstOutput(args []string) (sample, error) {
	ours, theirs, err := openTerminal()
	if err != nil {
		return sample{}, err
	}
	defer ours.Close()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = theirs, theirs, theirs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	start := now()
	if err := cmd.Start(); err != nil {
		return sample{}, err
	}
	theirs.Close()
	shown := make([]byte, 4096)
	_, err = ours.Read(shown)
	wall := now().Sub(start)
	if err != nil {
		return sample{}, fmt.Errorf("nothing was shown: %w", err)
	}
	_ = cmd.Process.Signal(os.Interrupt)
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for err == nil {
			_, err = ours.Read(shown)
		}
	}()
	select {
	case <-drained:
	case <-time.After(10 * time.Second):
		_ = cmd.Process.Kill()
	}
	_ = cmd.Wait() // interrupted, so its exit code says nothing
	s := usage(cmd.ProcessState, wall)
	s.Exit = 0
	return s, nil
}

// openTerminal returns the two ends of a new terminal.
func openTerminal() (ours, theirs *os.File, err error) {
	ours, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	number, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(ours.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 120})
	}
	if err == nil {
		theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		ours.Close()
		return nil, nil, err
	}
	return ours, theirs, nil
}
