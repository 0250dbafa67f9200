import { createHmac } from 'node:crypto';

import { Router } from 'express';
import { z } from 'zod';

import { prisma } from '../config/database';
import { env } from '../config/env';
import { asyncHandler } from '../middleware/async.middleware';
import { authenticate, requireRole } from '../middleware/auth.middleware';
import { ApiError } from '../middleware/error.middleware';
import { audit } from '../services/audit.service';

const router = Router();

const newAppointment = z.object({
  patientId: z.uuid(),
  doctorId: z.uuid(),
  startsAt: z.iso.datetime(),
  notes: z.string().max(2000).optional(),
});

// The hours that the front page shows, whoever looks at it.
router.get('/hours', (_req, res) => {
  res.json([{ weekday: 'Monday', from: '08:00', to: '17:00' }]);
});

router.get('/thrown', () => {
  throw new Error('connect ECONNREFUSED postgres://clinic:hunter2@db');
});

router.get('/rejected', async () => {
  await Promise.reject(new Error('connect ECONNREFUSED postgres://clinic:hunter2@db'));
});

router.get('/slow', (_req, res) => {
  setTimeout(() => res.json({ slow: true }), 1500);
});

router.get('/signed', (_req, res) => {
  res.json({ signature: createHmac('sha256', env.JWT_SECRET).update('calendar').digest('hex') });
});

router.get(
  '/',
  authenticate,
  asyncHandler(async (_req, res) => {
    res.json({ success: true, data: await prisma.appointment.findMany({ orderBy: { startsAt: 'asc' }, take: 100 }) });
  }),
);

router.post(
  '/',
  authenticate,
  requireRole('ADMIN', 'RECEPTIONIST'),
  asyncHandler(async (req, res) => {
    const parsed = newAppointment.safeParse(req.body);
    if (!parsed.success) {
      throw new ApiError(400, 'Invalid appointment');
    }
    const appointment = await prisma.appointment.create({ data: parsed.data });
    await audit(req, 'appointment.create', appointment.id);
    res.status(201).json({ success: true, data: appointment });
  }),
);

export default router;
