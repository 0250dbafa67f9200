import { prisma } from '../config/database';
import { logger } from '../config/logger';
import { AuthRequest } from '../middleware/auth.middleware';

// Who looked at or changed which patient: HIPAA asks for it.
export async function audit(req: AuthRequest, action: string, resource: string) {
  try {
    await prisma.auditLog.create({
      data: { userId: req.user?.id, action, resource, ip: req.ip },
    });
  } catch (error) {
    logger.error('audit log failed', { action, resource, error });
  }
}
