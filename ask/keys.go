package ask

import (
	"bytes"

	"github.com/AlecAivazis/survey/v2/terminal"
)

// Keys hands out what is typed one key at a time, from one question to the next. Whoever reads a key reads nothing
// behind it: the library throws away what it has read beyond the terminal's answer to where the cursor is. Ctrl-D is
// handed out as Ctrl-C, for the library takes it for Enter, which is yes to most questions.
type Keys struct {
	terminal.FileReader
	typed []byte // and not handed out yet
}

// Read reads one key: a byte, or all of an escape sequence.
func (k *Keys) Read(into []byte) (int, error) {
	if len(k.typed) == 0 {
		chunk := make([]byte, 256)
		n, err := k.FileReader.Read(chunk)
		if n == 0 {
			return 0, err
		}
		k.typed = bytes.ReplaceAll(chunk[:n], []byte{terminal.KeyEndTransmission}, []byte{terminal.KeyInterrupt})
	}
	n := copy(into, k.typed[:keyLength(k.typed)])
	k.typed = k.typed[n:]
	return n, nil
}

// Drop forgets what was typed and not read.
func (k *Keys) Drop() { k.typed = nil }

// keyLength is the length of the key that a text begins with.
func keyLength(typed []byte) int {
	if !bytes.HasPrefix(typed, []byte("\x1b[")) {
		return 1
	}
	for i := 2; i < len(typed); i++ {
		if typed[i] >= '@' && typed[i] <= '~' { // ends a sequence
			return i + 1
		}
	}
	return len(typed)
}
