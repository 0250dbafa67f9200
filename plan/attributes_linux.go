package plan

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// keepAttributes copies the extended attributes, an access control list among them, of the file that is replaced.
func (l *layer) keepAttributes(to *os.File, path string) error {
	from, err := l.root.Open(filepath.FromSlash(path))
	if err != nil {
		return err
	}
	defer from.Close()
	names, err := attributes(int(from.Fd()))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := copyAttribute(int(to.Fd()), int(from.Fd()), name); err != nil {
			return err
		}
	}
	return nil
}

func attributes(file int) ([]string, error) {
	size, err := unix.Flistxattr(file, nil)
	if errors.Is(err, unix.ENOTSUP) || err == nil && size == 0 {
		return nil, nil
	}
	list := make([]byte, max(size, 0))
	if err == nil {
		size, err = unix.Flistxattr(file, list)
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range bytes.SplitSeq(list[:size], []byte{0}) {
		if len(name) > 0 {
			names = append(names, string(name))
		}
	}
	return names, nil
}

func copyAttribute(to, from int, name string) error {
	value, err := attribute(from, name)
	if err != nil {
		return err
	}
	if has, err := attribute(to, name); err == nil && bytes.Equal(has, value) {
		return nil // the system has set it already
	}
	return unix.Fsetxattr(to, name, value, 0)
}

func attribute(file int, name string) ([]byte, error) {
	size, err := unix.Fgetxattr(file, name, nil)
	if err != nil || size == 0 {
		return nil, err
	}
	value := make([]byte, size)
	size, err = unix.Fgetxattr(file, name, value)
	return value[:max(size, 0)], err
}
