require("dotenv").config()

const app = require("./app")

const port = process.env.PORT || 3000

const server = app.listen(port, () => console.log("listening on " + port))

module.exports = server
