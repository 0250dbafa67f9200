package plan

import (
	"context"
	"errors"
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
		_ = d.store.root.Remove(freshName)
		_ = d.store.root.Remove(pendingName)
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
		_ = d.store.root.Remove(runName(now.Counter))
		return
	}
	numbers, _ := d.counters()
	for len(numbers) > keptRuns {
		_ = d.store.root.Remove(runName(numbers[0]))
		numbers = numbers[1:]
	}
}
