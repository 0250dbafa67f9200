// Package api answers requests for books.
package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// NewRouter returns the handler of the whole service.
func NewRouter() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.StripSlashes)

	r.Route("/books", func(r chi.Router) {
		r.Get("/", list)
		r.Get("/panic", func(http.ResponseWriter, *http.Request) {
			panic("dial tcp: postgres://shop:hunter2@db refused")
		})
		r.Get("/signed", signed)
		r.Get("/slow", func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(1500 * time.Millisecond)
			w.WriteHeader(http.StatusOK)
		})
	})
	return r
}

func list(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode([]string{"Dune"})
}

func signed(w http.ResponseWriter, _ *http.Request) {
	mac := hmac.New(sha256.New, []byte(os.Getenv("JWT_SECRET")))
	mac.Write([]byte("Dune"))
	_, _ = w.Write([]byte(hex.EncodeToString(mac.Sum(nil))))
}
