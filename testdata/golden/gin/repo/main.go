// Songs serves a list of songs.
package main

import (
	"net/http"
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
	songs.GET("/slow", func(c *gin.Context) {
		time.Sleep(1500 * time.Millisecond)
		c.Status(http.StatusOK)
	})

	if err := r.Run(); err != nil {
		panic(err)
	}
}
