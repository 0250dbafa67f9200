import { createHmac } from "node:crypto";

import { currency } from "@market/shared";
import express, { Application } from "express";
import helmet from "helmet";

export class App {
	private readonly app: Application;

	constructor() {
		this.app = express();
		this.initializeMiddleware();
		this.initializeRoutes();
	}

	private initializeMiddleware(): void {
		this.app.use(helmet());
		this.app.use(express.json());
	}

	private initializeRoutes(): void {
		this.app.get("/prices", (_req, res) => {
			res.json([{ amount: 3, currency }]);
		});
		this.app.get("/prices/thrown", () => {
			throw new Error("connect ECONNREFUSED postgres://shop:hunter2@db");
		});
		this.app.get("/prices/signed", (_req, res) => {
			res.json({ signature: createHmac("sha256", String(process.env.JWT_SECRET)).update("3").digest("hex") });
		});
		this.app.get("/prices/slow", (_req, res) => {
			setTimeout(() => res.json({ slow: true }), 1500);
		});
	}

	public listen(port: number): void {
		this.app.listen(port, () => {
			console.log(`listening on ${port}`);
		});
	}
}
