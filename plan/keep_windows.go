package plan

import (
	"io/fs"
	"os"
)

// keepOwner does nothing: a new file gets its owner and its rights from the folder, as the replaced one did.
func keepOwner(*os.File, fs.FileInfo) error { return nil }
