package main

import (
	"os"
	"path/filepath"
	"testing"
)

// cookiesAreAskedFor: in a browser nothing is stored before somebody decided; rejecting is as easy as accepting and holds after
// a reload; what was agreed to later can be taken back, on a page that is always in reach.
func cookiesAreAskedFor(t *testing.T, s subject, dir string) {
	if _, err := os.Stat(filepath.Join(dir, "apps/web")); err != nil {
		return // a service without pages
	}
	var seen struct {
		Before, Rejected, Agreed, Revoked string
		Alike                             bool
		Again                             int
		Faults                            []string
	}
	v := s.pages(t, dir)
	browse(t, &seen, "consent.mjs", v.url+"/")
	if seen.Before != "" || !seen.Alike || seen.Rejected != "cookie_consent=1" || seen.Again != 0 || len(seen.Faults) > 0 {
		t.Errorf("%+v\n%s", seen, v.out)
	}
	if seen.Agreed != "cookie_consent=1.analytics" || seen.Revoked != "cookie_consent=1" {
		t.Errorf("agreed: %s, taken back: %s", seen.Agreed, seen.Revoked)
	}
}
