package generators

import (
	"net/http"
	"testing"
)

func TestStatusTextsAreTheRegisteredOnes(t *testing.T) {
	for code, text := range statusTexts {
		if want := http.StatusText(code); text != want {
			t.Errorf("%d is called %q, want %q", code, text, want)
		}
	}
}
