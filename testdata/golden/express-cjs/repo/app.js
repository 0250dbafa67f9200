"use strict"

const express = require("express")

const login = require("./routes/login")
const orders = require("./routes/orders")

const app = express()

app.use(express.json())
app.use(express.urlencoded({ extended: false }))

app.use("/login", login)
app.use("/orders", orders)

module.exports = app
