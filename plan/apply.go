package plan

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"sort"
	"strings"
	"syscall"

	"scaffold/patcher"
)

// Apply writes the plan, all of it or nothing, and keeps what an undo needs. The command, which undo shows, must hold
// no secret. An interrupted context takes everything back as long as no file has been replaced; from then on the few
// steps left are made.
//
// The error is a *patcher.Problem: Conflict where nothing may be written, WriteFailed where a step went wrong and all
// was taken back, RecoveryNeeded where that went wrong too, Interrupted.
func (d *Disk) Apply(ctx context.Context, p *Plan, command string) error {
	if p.Empty() {
		return nil
	}
	// Where no run ever was, a plan that is refused leaves not even a journal's folder behind.
	if err := d.openStore(false); err != nil {
		return err
	}
	if d.store == nil {
		if err := d.Check(p); err != nil {
			return err
		}
	}
	unlock, err := d.begin()
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := d.recoverPending(); err != nil {
		return err
	}
	targets, err := d.check(p)
	if err != nil {
		return err
	}
	now, err := d.newRun(p, targets, command)
	if err != nil {
		return err
	}
	if err := d.mark(now); err != nil {
		return unwritten(err, now, targets)
	}
	err = d.write(ctx, now, targets)
	if err == nil {
		err = d.commit(now)
	}
	if err == nil {
		return nil
	}
	if back := d.takeBack(now); back != nil {
		return unfinished(back, err)
	}
	return unwritten(err, now, targets)
}

// begin opens the journal and takes the lock.
func (d *Disk) begin() (unlock func(), err error) {
	if err := d.openStore(true); err != nil {
		return nil, unwritten(err, &run{}, nil)
	}
	unlock, err = d.lock()
	if err != nil {
		return nil, unwritten(err, &run{}, nil)
	}
	return unlock, nil
}

// newRun says what is about to be done, in the journal's words.
func (d *Disk) newRun(p *Plan, targets []target, command string) (*run, error) {
	now := &run{Command: command}
	if err := d.number(now, p.takesBack); err != nil {
		return nil, err
	}
	id := make([]byte, 4)
	rand.Read(id)
	made := map[string]bool{}
	for i, t := range targets {
		e := entry{Path: t.Path, Real: t.real}
		if t.info != nil {
			e.Before = &state{patcher.Hash(t.Before), rights(t.info)}
		}
		if t.After != nil {
			e.After = &state{patcher.Hash(t.After), t.Mode}
			e.Stage = path.Join(path.Dir(t.real), fmt.Sprintf("%s%s-%d%s", stagePrefix, hex.EncodeToString(id), i, stageSuffix))
		}
		e.keep(t.Before, t.After)
		now.Files = append(now.Files, e)
		for _, missing := range t.missing {
			made[missing] = true
		}
	}
	if p.takesBack != nil {
		now.Folders = d.standing(p.takesBack.Folders)
		return now, nil
	}
	for name := range made {
		now.Folders = append(now.Folders, folder{Path: name, Mode: 0o777})
	}
	sort.Slice(now.Folders, func(i, j int) bool { return now.Folders[i].Path < now.Folders[j].Path })
	return now, nil
}

// standing returns those of the folders that are there, with their modes.
func (d *Disk) standing(folders []folder) []folder {
	var there []folder
	for _, f := range folders {
		if info, err := d.files.lstat(f.Path); err == nil && info.IsDir() {
			there = append(there, folder{f.Path, rights(info)})
		}
	}
	return there
}

// number gives a run its place in the order: after all others, or for an undo that of the run that it takes back.
func (d *Disk) number(now, undone *run) error {
	if undone == nil {
		numbers, err := d.counters()
		now.Counter = 1
		if len(numbers) > 0 {
			now.Counter = numbers[len(numbers)-1] + 1
		}
		return err
	}
	last, err := d.last()
	if err != nil {
		return err
	}
	if last == nil || last.Counter != undone.Counter {
		return &patcher.Problem{Kind: patcher.Conflict, What: "another run has come in between", Todo: "run undo again"}
	}
	now.Counter, now.Undoes = undone.Counter, true
	return nil
}

// mark writes the journal of a run that begins. Once it stands, the run is finished or taken back.
func (d *Disk) mark(now *run) error {
	text, err := now.encode()
	if err != nil {
		return err
	}
	err = d.store.save(freshName, text)
	if err == nil {
		err = d.store.rename(freshName, pendingName)
	}
	if err == nil {
		err = d.store.syncDirs([]string{"."})
	}
	if err != nil {
		d.store.root.Remove(freshName)
		d.store.root.Remove(pendingName)
	}
	return err
}

// write stages all files, then puts them in place.
func (d *Disk) write(ctx context.Context, now *run, targets []target) error {
	if !now.Undoes {
		for _, f := range now.Folders {
			if err := d.files.mkdir(f.Path, f.Mode); err != nil {
				return err
			}
		}
	}
	var writes []write
	for i, t := range targets {
		if t.After == nil {
			continue
		}
		exact := t.info != nil || now.Undoes
		mode := t.Mode
		if t.info != nil {
			mode = rights(t.info)
		}
		writes = append(writes, write{now.Files[i].Stage, t.real, t.After, mode, exact, t.info})
	}
	if err := d.files.stage(ctx, writes); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.swap(now, targets)
}

// swap puts the staged files in the places of the old ones. Removals come last, so that as long as the first staged
// file is there, recovery knows that nothing has been replaced.
func (d *Disk) swap(now *run, targets []target) error {
	for i, t := range targets {
		if t.After == nil {
			continue
		}
		if err := d.still(t); err != nil {
			return err
		}
		if err := d.files.rename(now.Files[i].Stage, t.real); err != nil {
			return err
		}
	}
	for _, t := range targets {
		if t.After != nil {
			continue
		}
		if err := d.still(t); err != nil {
			return err
		}
		if err := d.files.remove(t.real); err != nil {
			return err
		}
	}
	if now.Undoes {
		if err := d.removeFolders(now.Folders); err != nil {
			return err
		}
	}
	return d.files.syncDirs(d.touched(now))
}

// touched returns the folders in which a run creates, renames or removes something, and which are there.
func (d *Disk) touched(now *run) []string {
	set := map[string]bool{}
	for _, e := range now.Files {
		set[path.Dir(e.Real)] = true
	}
	for _, f := range now.Folders {
		set[path.Dir(f.Path)] = true
	}
	var names []string
	for name := range set {
		if d.files.exists(name) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

// commit turns the mark into the run's entry. From then on the run has happened.
func (d *Disk) commit(now *run) error {
	name := runName(now.Counter)
	if err := d.store.rename(pendingName, name); err != nil {
		return err
	}
	if err := d.store.syncDirs([]string{"."}); err != nil {
		return errors.Join(err, d.store.root.Rename(name, pendingName))
	}
	d.prune(now)
	return nil
}

// prune drops what no undo needs any more. What cannot be dropped does no harm.
func (d *Disk) prune(now *run) {
	if now.Undoes {
		d.store.root.Remove(runName(now.Counter))
		return
	}
	numbers, _ := d.counters()
	for len(numbers) > keptRuns {
		d.store.root.Remove(runName(numbers[0]))
		numbers = numbers[1:]
	}
}

// unwritten says why a plan was not written, when nothing of it is left.
func unwritten(err error, now *run, targets []target) error {
	var problem *patcher.Problem
	var at *fault
	switch {
	case errors.As(err, &problem):
		return problem
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &patcher.Problem{Kind: patcher.Interrupted, What: "interrupted", Todo: "nothing was changed"}
	case !errors.As(err, &at):
		at = &fault{"apply", "", err}
	}
	problem = &patcher.Problem{Kind: patcher.WriteFailed, Path: at.path, What: "cannot be written: " + at.op + ": " + at.err.Error(),
		Todo: "nothing was changed; remove the cause and run again"}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		problem.What = fmt.Sprintf("%v, %d bytes are needed", at.err, needed(now, targets))
		problem.Todo = "nothing was changed; free some space and run again"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EROFS):
		problem.Kind = patcher.Conflict
		problem.Todo = "nothing was changed; see to the rights of the file and its folder and run again"
	}
	return problem
}

// needed returns how many bytes a run writes: the new texts and the journal.
func needed(now *run, targets []target) int {
	bytes := 0
	for _, t := range targets {
		bytes += len(t.After)
	}
	if text, err := now.encode(); err == nil {
		bytes += len(text)
	}
	return bytes
}

// unfinished says what could not be taken back, and why it had to be.
func unfinished(back, cause error) error {
	problem := &patcher.Problem{Kind: patcher.RecoveryNeeded, Todo: "remove the cause and run any command again, which takes the rest back"}
	var at *fault
	var named *patcher.Problem
	switch {
	case errors.As(back, &named):
		problem.Path, problem.What, problem.Todo = named.Path, named.What, named.Todo
	case errors.As(back, &at):
		problem.Path, problem.What = at.path, at.op+": "+at.err.Error()
	default:
		problem.What = back.Error()
	}
	if cause != nil {
		problem.What += " (while taking back after: " + strings.ReplaceAll(cause.Error(), "\n", ", ") + ")"
	}
	return problem
}
