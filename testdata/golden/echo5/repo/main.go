// Films serves a list of films.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"
)

func main() {
	e := echo.New()
	e.Use(middleware.BodyLimit(1 << 20))

	films := e.Group("/films")
	films.GET("", func(c *echo.Context) error {
		return c.JSON(http.StatusOK, []string{"Alien"})
	})
	films.GET("/panic", func(*echo.Context) error {
		panic("dial tcp: postgres://shop:hunter2@db refused")
	})
	films.GET("/signed", func(c *echo.Context) error {
		mac := hmac.New(sha256.New, []byte(os.Getenv("JWT_SECRET")))
		mac.Write([]byte("Alien"))
		return c.String(http.StatusOK, hex.EncodeToString(mac.Sum(nil)))
	})
	films.GET("/slow", func(c *echo.Context) error {
		time.Sleep(1500 * time.Millisecond)
		return c.NoContent(http.StatusOK)
	})

	if err := e.Start(":" + os.Getenv("PORT")); err != nil {
		slog.Error("server", "err", err)
		os.Exit(1)
	}
}
