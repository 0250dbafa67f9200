package plan

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"scaffold/patcher"
)

// TestB3FullDisk fills a real file system of 128 KB up to each of several levels. Where mounting is not allowed, the
// hook stands in for the disk and counts the bytes itself.
func TestB3FullDisk(t *testing.T) {
	big := bytes.Repeat([]byte("0123456789abcdef"), 1024)
	change := gap("big", "src/new.ts", created(string(big)), "src/app.ts", appended{string(big), ""})
	for room := 0; room <= 64; room += 4 {
		dir := filepath.Join(folderFor(t), "disk")
		must(t, os.Mkdir(dir, 0o755))
		mounted := unix.Mount("none", dir, "tmpfs", 0, "size=128k") == nil
		if mounted {
			t.Cleanup(func() { unix.Unmount(dir, unix.MNT_DETACH) })
		}
		put(t, dir, map[string]string{"src/app.ts": string(big[:5000]), ".git/HEAD": ""})
		left := room << 10
		hook := func(op, _ string) error {
			if op != "write" {
				return nil
			}
			if left -= len(big); left < 0 {
				return syscall.ENOSPC
			}
			return nil
		}
		if mounted {
			hook = nil
			fill(t, filepath.Join(dir, "filler"), room<<10)
		}
		before := tree(t, dir)
		disk := open(t, dir, hook)
		err := disk.Apply(context.Background(), plan(t, disk, change), "add big")
		disk.Close()
		when := fmt.Sprintf("room for %d KB (mounted: %v)", room, mounted)
		switch {
		case room == 64:
			must(t, err)
			os.Remove(filepath.Join(dir, "filler")) // an undo needs room as well
			delete(before, "filler")
			undone(t, dir)
		case room < 32 || err != nil:
			refused(t, err, patcher.WriteFailed, "no space left", "bytes are needed")
		default:
			continue
		}
		sameTree(t, when, dir, before)
	}
}

// fill writes to a disk until it is full, then makes some room.
func fill(t *testing.T, name string, room int) {
	file, err := os.Create(name)
	must(t, err)
	defer file.Close()
	size := int64(0)
	for {
		n, err := file.Write(make([]byte, 4096))
		size += int64(n)
		if err != nil {
			break
		}
	}
	must(t, file.Truncate(max(0, size-int64(room))))
}

func TestB22AttributesAreKept(t *testing.T) {
	dir := repository(t, map[string]string{"app.ts": "run"})
	name := filepath.Join(dir, "app.ts")
	if err := unix.Setxattr(name, "user.note", []byte("mine"), 0); err != nil {
		dir = t.TempDir() // memory disks of older kernels hold none
		put(t, dir, map[string]string{"app.ts": "run"})
		name = filepath.Join(dir, "app.ts")
		must(t, unix.Setxattr(name, "user.note", []byte("mine"), 0))
	}
	applied(t, dir, gap("log", "app.ts", appended{"more", ""}))
	undone(t, dir)
	value := make([]byte, 16)
	n, err := unix.Getxattr(name, "user.note", value)
	must(t, err)
	if string(value[:n]) != "mine" {
		t.Errorf("the attribute is now %q", value[:n])
	}
}

func TestH7OwnerIsKept(t *testing.T) {
	dir := repository(t, map[string]string{"app.ts": "run"})
	name := filepath.Join(dir, "app.ts")
	want := 12345
	if os.Chown(name, want, want) != nil {
		want = os.Getuid() // only root may give files away
	}
	must(t, os.Chmod(name, 0o640))
	applied(t, dir, gap("log", "app.ts", appended{"more", ""}))
	info, err := os.Lstat(name)
	must(t, err)
	if got := info.Sys().(*syscall.Stat_t); int(got.Uid) != want || info.Mode() != 0o640 {
		t.Errorf("owner %d, mode %v", got.Uid, info.Mode())
	}
}
