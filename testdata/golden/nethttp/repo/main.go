// Notes serves a list of notes.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /notes", listNotes)
	mux.HandleFunc("GET /notes/panic", func(http.ResponseWriter, *http.Request) {
		panic("dial tcp: postgres://shop:hunter2@db refused")
	})
	mux.HandleFunc("GET /notes/signed", signed)
	mux.HandleFunc("GET /notes/slow", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(1500 * time.Millisecond)
		w.WriteHeader(http.StatusOK)
	})

	addr := ":" + os.Getenv("PORT")
	log.Printf("listening on %s", addr)
	log.Fatal(http.ListenAndServe(addr, mux))
}

func listNotes(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode([]string{"buy milk"}); err != nil {
		log.Print(err)
	}
}

func signed(w http.ResponseWriter, _ *http.Request) {
	mac := hmac.New(sha256.New, []byte(os.Getenv("JWT_SECRET")))
	mac.Write([]byte("buy milk"))
	if _, err := w.Write([]byte(hex.EncodeToString(mac.Sum(nil)))); err != nil {
		log.Print(err)
	}
}
