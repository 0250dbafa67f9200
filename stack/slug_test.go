package stack

import (
	"slices"
	"testing"
)

func TestNameApart(t *testing.T) {
	for _, test := range []struct {
		apps []*App
		want []string
	}{
		{[]*App{{Dir: "backend", Name: "shop"}}, []string{""}},
		{[]*App{{Dir: "apps/api"}, {Dir: "apps/Web_UI"}}, []string{"api", "web-ui"}},
		{[]*App{{Dir: "shop/api"}, {Dir: "billing/api"}}, []string{"shop-api", "billing-api"}},
		{[]*App{{Dir: ".", Name: "@acme/store"}, {Dir: "admin"}}, []string{"store", "admin"}},
		{[]*App{{Dir: "."}, {Dir: "."}}, []string{"root", "root-2"}},
		{[]*App{{ID: "src#api", Dir: "src"}, {ID: "src#admin", Dir: "src"}}, []string{"src-api", "src-admin"}},
		{[]*App{{Dir: "a/b-c"}, {Dir: "a-b/c"}, {Dir: "x/b-c"}}, []string{"a-b-c", "c", "x-b-c"}},
	} {
		nameApart(test.apps)
		var got []string
		for _, app := range test.apps {
			got = append(got, app.Fact(Slug))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
