import { Router } from 'express';

import { prisma } from '../config/database';
import { asyncHandler } from '../middleware/async.middleware';

const router = Router();

router.get('/', (_req, res) => {
  res.json({ status: 'ok', uptime: process.uptime() });
});

router.get(
  '/ready',
  asyncHandler(async (_req, res) => {
    try {
      await prisma.$queryRaw`SELECT 1`;
      res.json({ status: 'ready' });
    } catch {
      res.status(503).json({ status: 'unavailable' });
    }
  }),
);

export default router;
