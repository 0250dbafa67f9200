package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestUptimeProbe runs the script against servers that are there, are not, or are wrong.
func TestUptimeProbe(t *testing.T) {
	dir := withUptime(t)
	fails := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/health/ready", "/own":
		case "/once":
			if fails++; fails == 1 {
				w.WriteHeader(http.StatusBadGateway)
			}
		case "/moved":
			http.Redirect(w, r, "/own?secret=1", http.StatusMovedPermanently)
		case "/slow":
			time.Sleep(1500 * time.Millisecond)
		case "/away":
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	stopped := fmt.Sprintf("http://127.0.0.1:%d", freePort(t))
	for _, test := range []struct {
		address string
		env     string
		code    int
		says    []string
	}{
		{address: server.URL, says: []string{server.URL + "/health/ready answered 200 after 0."}},
		{address: server.URL + "/", says: []string{server.URL + "/health/ready answered 200"}},
		{env: "UPTIME_URL=" + server.URL, says: []string{server.URL + "/health/ready answered 200"}},
		{address: server.URL + "/own", says: []string{server.URL + "/own answered 200"}},
		{address: server.URL + "/once", says: []string{"attempt 1 of 2: " + server.URL + "/once answered 502", server.URL + "/once answered 200"}},
		{address: server.URL + "/away", code: 1, says: []string{"attempt 2 of 2", "DOWN: " + server.URL + "/away answered 503 after 0."}},
		{address: server.URL + "/nowhere", code: 1, says: []string{"DOWN: " + server.URL + "/nowhere answered 404"}},
		{address: server.URL + "/moved", code: 1, says: []string{"answered 301 and leads to " + server.URL + "/own,"}},
		{address: server.URL + "/slow", env: "UPTIME_TIMEOUT=1", code: 1, says: []string{"DOWN: " + server.URL + "/slow did not answer: curl: (28)", "after 1."}},
		{address: stopped, code: 1, says: []string{"DOWN: " + stopped + "/health/ready did not answer: curl: (7)"}},
		{address: "http://nowhere.invalid", code: 1, says: []string{"DOWN: http://nowhere.invalid/health/ready did not answer: curl: ("}},
		{code: 2, says: []string{"there is no address to ask"}},
		{address: "shop.example.com", code: 2, says: []string{"shop.example.com is no address"}},
		{address: strings.Replace(server.URL, "//", "//me:hunter2@", 1) + "/own?key=hunter2", says: []string{server.URL + "/own answered 200"}},
	} {
		args := []string{"scripts/uptime.sh"}
		if test.address != "" {
			args = append(args, test.address)
		}
		out, code := script(t, dir, []string{test.env}, args...)
		if code != test.code || strings.Contains(out, "hunter2") || strings.Contains(out, "secret") {
			t.Errorf("%s %s: exit code %d, want %d\n%s", test.address, test.env, code, test.code, out)
		}
		for _, want := range test.says {
			if !strings.Contains(out, want) {
				t.Errorf("%s %s does not say %q:\n%s", test.address, test.env, want, out)
			}
		}
	}
}

// TestUptimeCertificate: one that ends within 14 days is told of, and is no outage; one that has ended is.
func TestUptimeCertificate(t *testing.T) {
	dir := withUptime(t)
	for days, want := range map[int]string{90: "", 5: "ends within 14 days", -1: "DOWN"} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		ca := filepath.Join(t.TempDir(), "ca.pem")
		server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate(t, ca, days)}}
		server.StartTLS()
		out, code := script(t, dir, []string{"CURL_CA_BUNDLE=" + ca}, "scripts/uptime.sh", server.URL)
		server.Close()
		if (code == 1) != (days < 0) || !strings.Contains(out, want) || strings.Contains(out, "within 14") != (days == 5) {
			t.Errorf("%d days: exit code %d\n%s", days, code, out)
		}
	}
}

// certificate makes one for this machine that ends in so many days, and writes it to a file.
func certificate(t *testing.T, file string, days int) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	text := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "probe"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: now.AddDate(0, 0, -100), NotAfter: now.AddDate(0, 0, days),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, text, text, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
