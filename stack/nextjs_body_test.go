package stack

import (
	"strings"
	"testing"

	ts "scaffold/patcher/tssrc"
)

func TestAddToBody(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"one line": {
			"      <body>{children}</body>",
			"      <body>\n        {children}\n        <Banner />\n      </body>",
		},
		"several lines": {
			"      <body className={a > b ? 'x' : 'y'}>\n        <Nav />\n        {children}\n      </body>",
			"      <body className={a > b ? 'x' : 'y'}>\n        <Nav />\n        {children}\n        <Banner />\n      </body>",
		},
		"the one with the pages": {
			"      {off ? <body></body> : <body>{children}</body>}",
			"      {off ? <body></body> : <body>\n        {children}\n        <Banner />\n      </body>}",
		},
		"there already": {"      <body>\n        <Banner />\n      </body>", "      <body>\n        <Banner />\n      </body>"},
	} {
		t.Run(name, func(t *testing.T) {
			layout := func(body string) string {
				return "export default function Layout({ children }) {\n  return (\n    <html>\n" + body + "\n    </html>\n  );\n}\n"
			}
			tree, err := ts.Parse("layout.tsx", []byte(layout(test.body)))
			if err != nil {
				t.Fatal(err)
			}
			changes, err := addToBody(tree, "Banner")
			if err != nil {
				t.Fatal(err)
			}
			got, err := tree.Apply(changes...)
			if err != nil || string(got) != layout(test.want) {
				t.Errorf("%v\n%s", err, got)
			}
		})
	}
}

func TestCookieBannerIsFound(t *testing.T) {
	for name, test := range map[string]struct {
		page string
		want bool
	}{
		"a package":   {"import CookieConsent from 'react-cookie-consent';\nexport default () => <CookieConsent />;\n", true},
		"a service":   {"export default () => <script src=\"https://cdn.cookielaw.org/scripttemplates/otSDKStub.js\" />;\n", true},
		"one's own":   {"import { CookieNotice } from './notice';\nexport default () => <div><CookieNotice /></div>;\n", true},
		"none":        {"export default () => <p>We bake cookies.</p>;\n", false},
		"a biscuit":   {"import { CookieCard } from './card';\nexport default () => <CookieCard />;\n", false},
		"in a string": {"export default () => <p>{'<CookieBanner />'}</p>;\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			app := appOf(t, map[string]string{
				"package.json": `{"dependencies":{"next":"16.0.0"}}`, "app/page.tsx": test.page,
				"app/layout.tsx": "export default ({ children }) => <html><body>{children}</body></html>;\n",
			})
			found, ok := app.Found[CookieBanner]
			if ok != test.want || ok && !strings.HasPrefix(found.At.Path, "app/page") {
				t.Errorf("%t %+v", ok, found)
			}
		})
	}
}
