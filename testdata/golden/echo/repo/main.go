// Films serves a list of films.
package main

import (
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
	e.GET("/films/slow", func(c echo.Context) error {
		time.Sleep(1500 * time.Millisecond)
		return c.NoContent(http.StatusOK)
	})

	e.Logger.Fatal(e.Start(":" + os.Getenv("PORT")))
}
