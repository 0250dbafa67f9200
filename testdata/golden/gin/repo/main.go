// Songs serves a list of songs.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"
)

func main() {
	r := gin.New()

	songs := r.Group("/songs")
	songs.GET("", func(c *gin.Context) {
		c.JSON(http.StatusOK, []string{"Yesterday"})
	})
	songs.GET("/panic", func(*gin.Context) {
		panic("dial tcp: postgres://shop:hunter2@db refused")
	})
	songs.GET("/signed", func(c *gin.Context) {
		mac := hmac.New(sha256.New, []byte(os.Getenv("JWT_SECRET")))
		mac.Write([]byte("Yesterday"))
		c.String(http.StatusOK, hex.EncodeToString(mac.Sum(nil)))
	})
	songs.GET("/slow", func(c *gin.Context) {
		time.Sleep(1500 * time.Millisecond)
		c.Status(http.StatusOK)
	})

	log.Printf("listening on port %s", os.Getenv("PORT"))
	if err := r.Run(); err != nil {
		panic(err)
	}
}
