// Package api answers requests for books.
package api

import (
	"encoding/json"
	"net/http"
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
