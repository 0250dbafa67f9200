package cmd

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"syscall"

	"golang.org/x/term"

	"scaffold/patcher"
)

// ends are the signals that end a run, with the exit code of each: 128 and its number.
var ends = map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129}

// run executes the command line and returns the exit code. A signal ends it at once, but while the repository is being
// written: then what was begun is taken back or finished first.
func (p *program) run(args []string) int {
	signals := make(chan os.Signal, 1)
	for end := range ends {
		if !signal.Ignored(end) { // as nohup would have it
			signal.Notify(signals, end)
		}
	}
	defer signal.Stop(signals)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- p.guarded(ctx, args) }()
	quiet := make(chan bool, 1)
	for {
		select {
		case err := <-done:
			p.json = p.json || wantsJSON(args)
			return p.end(err)
		case p.caught = <-signals:
			cancel()
			go func() {
				p.writing.Lock() // and never unlocked: from here on nothing is written
				quiet <- !p.wrote
			}()
		case unwritten := <-quiet:
			if unwritten {
				return p.interrupted(args)
			}
		}
	}
}

// interrupted ends a run that stands anywhere but in writing, with a report of its own: the run may be at the other.
func (p *program) interrupted(args []string) int {
	p.terminal.restore()
	last := &program{in: p.in, out: p.out, err: p.err, report: &report{}, caught: p.caught}
	if found, _, err := last.commands().Find(args); err == nil {
		last.report.Command = commandName(found)
	}
	last.json = wantsJSON(args)
	return last.end(&patcher.Problem{Kind: patcher.Interrupted, What: "interrupted; nothing was changed"})
}

// guarded turns a panic into an error. The trace goes to a file, and is printed for those who ask for it.
func (p *program) guarded(ctx context.Context, args []string) (err error) {
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if os.Getenv("SCAFFOLD_DEBUG") != "" {
			_, _ = p.err.Write(debug.Stack())
		}
		err = &patcher.Problem{
			Kind: patcher.Internal,
			What: fmt.Sprintf("internal error: %v", fault),
			Todo: "nothing was changed; please report it with " + saved(fault, debug.Stack()),
		}
	}()
	return p.execute(ctx, args)
}

// saved writes a report of a panic among the temporary files, and returns its path, or how else to come by one. It holds
// nothing of the repository.
func saved(fault any, trace []byte) string {
	const otherwise = "the output under SCAFFOLD_DEBUG=1"
	f, err := os.CreateTemp("", "scaffold-report-*.txt")
	if err != nil {
		return otherwise
	}
	defer f.Close()
	if _, err := fmt.Fprintf(f, "scaffold %s\n%v\n\n%s", version(), fault, trace); err != nil {
		return otherwise
	}
	return f.Name()
}

// wantsJSON tells whether the document is asked for, also where the command line cannot be understood otherwise.
func wantsJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}

// terminalState is what a question changes of a terminal.
type terminalState struct {
	file  *os.File
	state *term.State // nil where there is no terminal
}

func stateOf(f *os.File) terminalState {
	if !isTerminal(f) {
		return terminalState{}
	}
	state, err := term.GetState(int(f.Fd()))
	if err != nil {
		return terminalState{}
	}
	return terminalState{f, state}
}

// restore gives the terminal back as it was, with its cursor.
func (t terminalState) restore() {
	if t.state == nil {
		return
	}
	_ = term.Restore(int(t.file.Fd()), t.state)
	if os.Getenv("TERM") != "dumb" {
		_, _ = t.file.WriteString("\x1b[?25h\r\n")
	}
}
