const app = require("../app")

test("lists orders", async () => {
    const server = app.listen(0)
    const answer = await fetch("http://127.0.0.1:" + server.address().port + "/orders")
    expect(answer.status).toBe(200)
    await new Promise((resolve) => server.close(resolve))
})
