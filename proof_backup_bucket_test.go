package main

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// bucketClients are the programs that the scripts keep backups in a bucket by: what they are given, and how the bucket is
// called.
var bucketClients = map[string]struct {
	bucket string
	env    func(address string) []string
}{
	"aws": {"s3://vault/shop", func(address string) []string { return []string{"AWS_ENDPOINT_URL_S3=" + address} }},
	"rclone": {"store:vault/shop", func(address string) []string {
		return []string{"RCLONE_CONFIG_STORE_TYPE=s3", "RCLONE_CONFIG_STORE_PROVIDER=Other", "RCLONE_CONFIG_STORE_ENV_AUTH=true",
			"RCLONE_CONFIG_STORE_ENDPOINT=" + address, "RCLONE_CONFIG_STORE_NO_CHECK_BUCKET=true"}
	}},
}

// TestProofBackupBucket: with the clients themselves, backups go into a bucket that locks its objects, and come back on a
// machine that has none of them; what is damaged there is found; old ones go and never the last good one.
func TestProofBackupBucket(t *testing.T) {
	needsProof(t)
	_, server := postgres(t)
	root := withBackup(t)
	for client, how := range bucketClients {
		t.Run(client, func(t *testing.T) {
			t.Parallel()
			b := newBucket(t)
			v := newVault(t, root, newDatabase(t, server, "shop_"+client))
			psql(t, v.url, ledger)
			keys := v.env
			v.env = append(append(slices.Clone(keys), how.env(b.address)...), "HOME="+t.TempDir(), "BACKUP_BUCKET="+how.bucket,
				"AWS_ACCESS_KEY_ID=writer", "AWS_SECRET_ACCESS_KEY=secret", "AWS_DEFAULT_REGION=us-east-1", "AWS_EC2_METADATA_DISABLED=true", "AWS_CA_BUNDLE=")
			bucketHoldsBackups(t, v, b)
			t.Run("retention", func(t *testing.T) { oldOnesGoThere(t, v, b) })
		})
	}
}

func bucketHoldsBackups(t *testing.T, v *vault, b *bucket) {
	before := contents(t, v.url)
	elsewhere := func() *vault { return &vault{root: v.root, dir: t.TempDir(), url: v.url, env: v.env} }
	elsewhere().run(t, 1, "no finished backup", "scripts/backup-verify.sh")
	b.refuse(".dump.age", http.MethodPut)
	elsewhere().run(t, 1, "", "scripts/backup.sh")
	elsewhere().run(t, 1, "no finished backup", "scripts/backup-verify.sh")
	b.refuse("")

	v.env = append(v.env, "CI=1")
	v.run(t, 0, "backup: proof-", "scripts/backup.sh")
	newest := filepath.Base(v.newest(t))
	for _, ending := range []string{"", ".sha256"} {
		if text := b.object("shop/" + newest + ending); len(text) == 0 || bytes.Contains(text, []byte("ledger")) {
			t.Fatalf("%s%s is not there as it should be: %q", newest, ending, text)
		}
	}
	reader := elsewhere()
	reader.env = append(slices.Clone(v.env), "AWS_ACCESS_KEY_ID=reader")
	reader.run(t, 0, "the mark could not be kept", "scripts/backup-verify.sh")
	elsewhere().run(t, 0, "can be restored", "scripts/backup-verify.sh")
	if b.object("shop/"+strings.TrimSuffix(newest, ".dump.age")+".verified") == nil {
		t.Error("that it was verified is not known in the bucket")
	}
	psql(t, v.url, "DROP SCHEMA books CASCADE")
	elsewhere().run(t, 0, "as they were", "scripts/restore.sh", "latest", v.url, "--replace")
	if after := contents(t, v.url); after != before {
		t.Errorf("other rows are back:\n%s\nwant\n%s", after, before)
	}
	whole := b.object("shop/" + newest)
	damaged := slices.Clone(whole)
	damaged[len(damaged)/2] ^= 1
	b.put("shop/"+newest, damaged)
	elsewhere().run(t, 1, "is damaged", "scripts/backup-verify.sh")
	b.put("shop/"+newest, whole)
}

// oldOnesGoThere prunes a bucket from a machine that has no backup, and takes nothing away where it does not answer.
func oldOnesGoThere(t *testing.T, v *vault, b *bucket) {
	v = &vault{root: v.root, dir: t.TempDir(), url: v.url, env: v.env}
	b.clear()
	day := time.Date(2026, 3, 4, 2, 23, 0, 0, time.UTC)
	var stamps []time.Time
	for n := range 120 {
		stamps = append(stamps, day.AddDate(0, 0, -n))
	}
	for _, at := range stamps {
		for _, ending := range []string{".dump.age", ".dump.age.sha256", ".tables"} {
			b.put("shop/proof-"+at.Format(stampLayout)+ending, []byte("x"))
		}
	}
	b.put("shop/another-20250101T000000Z.dump.age", []byte("x"))
	all := b.names()
	b.refuse("?list", http.MethodGet)
	v.run(t, 1, "cannot be listed", "scripts/backup-prune.sh")
	b.refuse("")
	if !slices.Equal(b.names(), all) {
		t.Error("something was taken away though the bucket could not be listed")
	}
	want := kept(stamps)
	v.run(t, 0, fmt.Sprintf("%d kept", len(want)), "scripts/backup-prune.sh")
	if got := b.finished(); !slices.Equal(got, want) {
		t.Errorf("left are\n%v\nwant\n%v", got, want)
	}
	if len(b.names()) != 3*len(want)+1 {
		t.Errorf("left over: %v", b.names())
	}
	verified := want[1]
	b.put("shop/proof-"+verified+".verified", []byte("verified"))
	v.env = append(slices.Clone(v.env), "BACKUP_KEEP_DAYS=0", "BACKUP_KEEP_WEEKS=0", "BACKUP_KEEP_MONTHS=0")
	v.run(t, 0, "2 kept", "scripts/backup-prune.sh")
	if got := b.finished(); !slices.Equal(got, []string{verified, want[len(want)-1]}) {
		t.Errorf("left are %v", got)
	}
}

// bucket is the part of S3 that keeps objects, with a lock on them as backups should have: what is uploaded without a checksum
// is refused. Nobody but "writer" may write.
type bucket struct {
	address string
	mu      sync.Mutex
	objects map[string][]byte
	refused string // requests whose address holds it are refused, of the method
	method  string
}

func newBucket(t *testing.T) *bucket {
	b := &bucket{objects: map[string][]byte{}}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	b.address = server.URL
	return b
}

func (b *bucket) refuse(part string, method ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused, b.method = part, strings.Join(method, "")
}

func (b *bucket) object(key string) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.objects[key]
}

func (b *bucket) put(key string, text []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.objects[key] = text
}

func (b *bucket) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.objects)
}

func (b *bucket) names() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for key := range b.objects {
		names = append(names, key)
	}
	slices.Sort(names)
	return names
}

// finished returns the times of the finished backups, the oldest first.
func (b *bucket) finished() []string {
	var all []string
	for _, key := range b.names() {
		if stamp, ok := strings.CutSuffix(key, ".dump.age.sha256"); ok {
			all = append(all, strings.TrimPrefix(stamp, "shop/proof-"))
		}
	}
	return all
}

func (b *bucket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/vault"), "/")
	signed := r.Header.Get("Authorization")
	list := key == "" && r.Method == http.MethodGet
	text, there := b.objects[key]
	switch {
	case !strings.HasPrefix(signed, "AWS4-HMAC-SHA256 Credential=") || !strings.Contains(signed, "Signature="):
		b.fails(w, http.StatusForbidden, "AccessDenied")
	case b.method == r.Method && b.refused != "" && (b.refused == "?list" && list || strings.HasSuffix(key, b.refused)):
		b.fails(w, http.StatusForbidden, "AccessDenied")
	case r.Method != http.MethodGet && r.Method != http.MethodHead && !strings.Contains(signed, "Credential=writer/"):
		b.fails(w, http.StatusForbidden, "AccessDenied")
	case list:
		b.list(w, r)
	case r.Method == http.MethodPut:
		b.takes(w, r, key)
	case !there && r.Method != http.MethodDelete:
		b.fails(w, http.StatusNotFound, "NoSuchKey")
	case r.Method == http.MethodDelete:
		delete(b.objects, key)
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("ETag", etag(text))
		http.ServeContent(w, r, "", time.Now().Add(-time.Minute), bytes.NewReader(text))
	}
}

func etag(text []byte) string {
	sum := md5.Sum(text)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func (b *bucket) fails(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, code)
}

// takes keeps what is uploaded.
func (b *bucket) takes(w http.ResponseWriter, r *http.Request, key string) {
	checked := r.Header.Get("Content-MD5") + r.Header.Get("X-Amz-Trailer")
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Amz-Checksum-") {
			checked += name
		}
	}
	if checked == "" {
		b.fails(w, http.StatusBadRequest, "InvalidRequest")
		return
	}
	var body io.Reader = r.Body
	if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		body = httputil.NewChunkedReader(r.Body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		b.fails(w, http.StatusBadRequest, "IncompleteBody")
		return
	}
	b.objects[key] = text
	w.Header().Set("ETag", etag(text))
}

// listPage is how many objects an answer names: fewer than there are.
const listPage = 100

type listed struct {
	XMLName               xml.Name `xml:"ListBucketResult"`
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	NextMarker            string `xml:",omitempty"`
	Contents              []object
}

type object struct {
	Key, LastModified, ETag string
	Size                    int
}

func (b *bucket) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	after := max(query.Get("continuation-token"), query.Get("marker"))
	var keys []string
	for key := range b.objects {
		if strings.HasPrefix(key, query.Get("prefix")) && key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	var out listed
	if len(keys) > listPage {
		keys, out.IsTruncated = keys[:listPage], true
		out.NextContinuationToken, out.NextMarker = keys[listPage-1], keys[listPage-1]
	}
	for _, key := range keys {
		out.Contents = append(out.Contents, object{key, "2026-03-01T00:00:00.000Z", etag(b.objects[key]), len(b.objects[key])})
	}
	w.Header().Set("Content-Type", "application/xml")
	if err := xml.NewEncoder(w).Encode(out); err != nil {
		panic(err)
	}
}
