const { createHmac } = require("crypto")

const { Router } = require("express")

const router = Router()

router.get("/", (req, res) => {
    res.json([{ id: 7, total: 12.5 }])
})

router.get("/thrown", () => {
    throw new Error("connect ECONNREFUSED postgres://shop:hunter2@db")
})

router.get("/rejected", async () => {
    throw new Error("connect ECONNREFUSED postgres://shop:hunter2@db")
})

router.get("/slow", (req, res) => {
    setTimeout(() => res.json({ slow: true }), 1500)
})

router.get("/signed", (req, res) => {
    res.json({ signature: createHmac("sha256", process.env.JWT_SECRET).update("7").digest("hex") })
})

module.exports = router
