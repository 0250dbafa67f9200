package stack

import (
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/lazy"
	"scaffold/stack/nodejs"
)

// uploaders are the modules that take files in, each with the option that limits their size.
var uploaders = map[string]string{
	"multer": "fileSize", "busboy": "fileSize", "connect-busboy": "fileSize", "express-fileupload": "fileSize", "formidable": "maxFileSize",
	"express-formidable": "maxFileSize", "multiparty": "maxFilesSize",
}

// wantsNone is a limit that no file keeps to.
var wantsNone = lazy.Regexp(`^\d{1,2}$`)

var takesThem = lazy.Regexp(`(?i)\bfiles?\b|upload`)

// lookers are the modules that tell a file's type by its bytes.
var lookers = []string{"file-type", "magic-bytes.js", "mmmagic", "image-type", "sharp"}

func (d *expressDetector) takesFiles(m *nodejs.Module, n ts.Node, v nodejs.Value) {
	size, ok := uploaders[v.Module]
	if !ok || strings.Contains(v.Name, "Storage") || !d.handedOver(m, n) {
		return
	}
	if limit, _ := d.option(m, n, size); wantsNone().MatchString(limit) {
		return // it takes none
	}
	if strings.Contains(v.Module, "formidable") && !takesThem().Match(d.p.Repo.Read(m.Path)) {
		return // it reads the fields of a form
	}
	d.app.Facts[Uploads] = Fact{v.Module, m.At(n)}
	var lacks []string
	if _, limited := d.option(m, n, size); !limited && !strings.Contains(v.Module, "formidable") { // which has a limit of its own
		lacks = append(lacks, "files may be of any size")
	}
	if !d.importsAny(lookers) {
		lacks = append(lacks, "a file is believed to be of the type that the client says")
	}
	d.add(UploadCheck, m, n, shorten(n.Source()), strings.Join(lacks, "; "))
}

// importsAny tells whether one of the app's files imports one of the modules.
func (d *expressDetector) importsAny(modules []string) bool {
	for _, m := range d.modules() {
		for _, used := range m.Tree.Uses() {
			for _, module := range modules {
				if used == module {
					return true
				}
			}
		}
	}
	return false
}
