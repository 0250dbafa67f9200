package stack

import (
	"strings"

	"scaffold/stack/nodejs"
)

// What a service does with what comes from outside.
const (
	RequestValidation Feature = "request validation" // requests are held against schemas before a handler sees them
	BodyLimit         Feature = "body limit"
	QueryParser       Feature = "query parser" // query strings become no objects
	HTMLSanitizer     Feature = "html sanitiser"
	UploadCheck       Feature = "upload check" // files are taken for what their bytes say, up to a size
)

// Facts about what comes from outside.
const (
	BodyUse     Key = "body-use"     // parsed; read: req.body is read although nothing was seen that parses it
	Uploads     Key = "uploads"      // the module that takes files in: multer, busboy, formidable
	NestedQuery Key = "nested-query" // "true" where the code reads objects from query strings
)

// inputs looks at what becomes of what comes from outside.
func (d *expressDetector) inputs() {
	for _, m := range d.modules() {
		for _, n := range m.Calls {
			if d.flow.elsewhere()[n] {
				continue
			}
			v := d.p.Value(m, n.Expression(), 0)
			d.parses(m, n, v)
			d.pages(m, n, v)
			d.takesFiles(m, n, v)
			d.validatesInput(m, n, v)
			if sanitizers[v.Module] && sanitizes(v) && d.runs(n) {
				d.add(HTMLSanitizer, m, n, shorten(n.Source()), "")
			}
		}
		d.nestedQuery(m)
		d.bodyReads(m)
	}
	d.queryParser()
	if at, ok := d.found[BodyLimit]; ok {
		d.app.Facts[BodyUse] = Fact{"parsed", at.At}
	}
}

// sanitizes tells whether what is called is what makes HTML harmless, rather than something else of such a module: a
// list of what is allowed, a filter.
func sanitizes(v nodejs.Value) bool {
	_, name, _ := strings.Cut(plainName(v), "#")
	switch name {
	case "", "sanitize", "process", "filterXSS", "FilterXSS", "FilterXSS#process":
		return true
	}
	return false
}

// sanitizers are the modules whose call makes HTML harmless.
var sanitizers = map[string]bool{"sanitize-html": true, "isomorphic-dompurify": true, "dompurify": true, "xss": true, "insane": true}
