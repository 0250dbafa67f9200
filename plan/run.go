package plan

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"path"
	"sort"

	"scaffold/patcher"
)

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
