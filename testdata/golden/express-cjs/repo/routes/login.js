const { createHmac, timingSafeEqual } = require("crypto")

const { Router } = require("express")

const router = Router()

const digest = (text) => createHmac("sha256", process.env.JWT_SECRET).update(text).digest()

router.post("/", (req, res) => {
    const { password } = req.body || {}
    if (!timingSafeEqual(digest(String(password)), digest("of the shop"))) {
        return res.status(401).json({ message: "wrong password" })
    }
    res.json({ token: digest("shop").toString("hex") })
})

module.exports = router
