//go:build unix

package plan

import (
	"os"
	"syscall"
	"testing"

	"scaffold/patcher"
)

func TestH8NewFilesFollowTheUmask(t *testing.T) {
	for mask, want := range map[int][3]os.FileMode{0o077: {0o600, 0o700, 0o700}, 0o022: {0o644, 0o755, 0o755}, 0o002: {0o664, 0o775, 0o775}} {
		dir := repository(t, map[string]string{"old": "a"})
		must(t, os.Chmod(dir+"/old", 0o666))
		old := syscall.Umask(mask)
		disk := open(t, dir, nil)
		p := plan(t, disk, gap("g", "new/x", patcher.Create{Content: []byte("x"), Mode: 0o664}, "new/run", patcher.Create{Content: []byte("x"), Mode: 0o775},
			"old", appended{"b", ""}))
		err := disk.Apply(t.Context(), p, "add g")
		syscall.Umask(old)
		must(t, err)
		for name, bits := range map[string]os.FileMode{"new/x": want[0], "new/run": want[1], "new": want[2], "old": 0o666} {
			if info, err := os.Lstat(dir + "/" + name); err != nil || info.Mode().Perm() != bits {
				t.Errorf("umask %03o: %s has %v, want %v (%v)", mask, name, info.Mode(), bits, err)
			}
		}
	}
}
