import express from 'express';

import { items } from './routes/items.js';

export const app = express();

app.use(express.json());

app.use('/items', items);
