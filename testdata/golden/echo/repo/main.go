// Films serves a list of films.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"
)

func main() {
	e := echo.New()
	e.HideBanner = true

	e.GET("/films", func(c echo.Context) error {
		return c.JSON(http.StatusOK, []string{"Alien"})
	})
	e.GET("/films/panic", func(echo.Context) error {
		panic("dial tcp: postgres://shop:hunter2@db refused")
	})
	e.GET("/films/signed", func(c echo.Context) error {
		mac := hmac.New(sha256.New, []byte(os.Getenv("JWT_SECRET")))
		mac.Write([]byte("Alien"))
		return c.String(http.StatusOK, hex.EncodeToString(mac.Sum(nil)))
	})
	e.GET("/films/slow", func(c echo.Context) error {
		time.Sleep(1500 * time.Millisecond)
		return c.NoContent(http.StatusOK)
	})

	e.Logger.Fatal(e.Start(":" + os.Getenv("PORT")))
}
