import { Router } from 'express';

import { prisma } from '../config/database';
import { asyncHandler } from '../middleware/async.middleware';
import { authenticate, requireRole } from '../middleware/auth.middleware';
import { ApiError } from '../middleware/error.middleware';
import { audit } from '../services/audit.service';

const router = Router();

router.use(authenticate);

router.get(
  '/',
  requireRole('ADMIN', 'DOCTOR'),
  asyncHandler(async (req, res) => {
    const patients = await prisma.patient.findMany({ orderBy: { lastName: 'asc' }, take: 100 });
    await audit(req, 'patient.list', 'patients');
    res.json({ success: true, data: patients });
  }),
);

router.get(
  '/:id',
  requireRole('ADMIN', 'DOCTOR'),
  asyncHandler(async (req, res) => {
    const patient = await prisma.patient.findUnique({ where: { id: req.params.id } });
    if (!patient) {
      throw new ApiError(404, 'Patient not found');
    }
    await audit(req, 'patient.read', patient.id);
    res.json({ success: true, data: patient });
  }),
);

export default router;
