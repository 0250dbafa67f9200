package plan

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
)

// write is a text on its way to a file: it is written beside it and then renamed over it.
type write struct {
	stage string // path of the temporary file, in the folder of the file itself
	to    string
	text  []byte
	mode  fs.FileMode
	exact bool        // whether the mode is to hold as it is, whatever the umask
	like  fs.FileInfo // the file that is replaced, whose owner and attributes are kept; nil for none
}

// What the names of temporary files begin and end with.
const (
	stagePrefix = ".scaffold-"
	stageSuffix = ".tmp"
)

// batch is how many staged files are open at once.
const batch = 64

// stage writes all texts beside their files and makes them durable.
func (l *layer) stage(ctx context.Context, writes []write) error {
	for len(writes) > 0 {
		n := min(batch, len(writes))
		if err := l.stageBatch(ctx, writes[:n]); err != nil {
			return err
		}
		writes = writes[n:]
	}
	return nil
}

func (l *layer) stageBatch(ctx context.Context, writes []write) error {
	files := make([]*os.File, 0, len(writes))
	defer func() {
		for _, file := range files {
			file.Close()
		}
	}()
	names := make([]string, 0, len(writes))
	for _, w := range writes {
		if err := ctx.Err(); err != nil {
			return err
		}
		file, err := l.put(w)
		if file != nil {
			files = append(files, file)
		}
		if err != nil {
			return err
		}
		names = append(names, w.to)
	}
	return l.syncAll("sync", names, func(i int) error { return files[i].Sync() })
}

// put writes one text and leaves the file open.
func (l *layer) put(w write) (*os.File, error) {
	var file *os.File
	err := l.step("open", w.to, func() (err error) {
		file, err = l.root.OpenFile(filepath.FromSlash(w.stage), os.O_WRONLY|os.O_CREATE|os.O_EXCL, w.mode.Perm())
		return err
	})
	if err != nil {
		return nil, err
	}
	err = l.step("write", w.to, func() error {
		_, err := file.Write(w.text)
		return err
	})
	if err != nil || !w.exact {
		return file, err
	}
	return file, l.step("chmod", w.to, func() error { return l.liken(file, w) })
}

// liken gives a staged file the owner, the mode and the attributes of the file that it replaces.
func (l *layer) liken(file *os.File, w write) error {
	if w.like != nil {
		if err := keepOwner(file, w.like); err != nil {
			return err
		}
	}
	if err := file.Chmod(w.mode); err != nil {
		return err
	}
	if w.like == nil {
		return nil
	}
	return l.keepAttributes(file, w.to)
}
