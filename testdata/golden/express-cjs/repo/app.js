"use strict"

const express = require("express")
const morgan = require("morgan")

const orders = require("./routes/orders")

const app = express()

if (process.env.NODE_ENV !== "test") {
    app.use(morgan("dev"))
}
app.use(express.json())
app.use(express.urlencoded({ extended: false }))

app.use("/orders", orders)

module.exports = app
