import { createHmac } from 'node:crypto';

import { Router } from 'express';

export const items = Router();

items.get('/', (_req, res) => {
  res.json([{ id: 1, name: 'lamp' }]);
});

// What goes wrong in a service: a thrown error, a rejected promise, an answer that takes its time.
items.get('/thrown', () => {
  throw new Error('connect ECONNREFUSED postgres://shop:hunter2@db');
});

items.get('/rejected', async () => {
  await Promise.reject(new Error('connect ECONNREFUSED postgres://shop:hunter2@db'));
});

items.get('/slow', async (_req, res) => {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  res.json({ slow: true });
});

items.get('/signed', (_req, res) => {
  const secret = process.env['JWT_SECRET'];
  res.json({ signature: createHmac('sha256', String(secret)).update('lamp').digest('hex') });
});

items.post('/', (req, res) => {
  res.status(201).json(req.body);
});
