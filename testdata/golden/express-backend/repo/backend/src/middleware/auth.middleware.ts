import { NextFunction, Request, RequestHandler, Response } from 'express';
import jwt from 'jsonwebtoken';

import { env } from '../config/env';
import { ApiError } from './error.middleware';

export interface AuthUser {
  id: string;
  role: 'ADMIN' | 'DOCTOR' | 'RECEPTIONIST';
}

export interface AuthRequest extends Request {
  user?: AuthUser;
}

export function authenticate(req: AuthRequest, _res: Response, next: NextFunction) {
  const [scheme, token] = (req.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || !token) {
    next(new ApiError(401, 'Authentication required'));
    return;
  }
  try {
    req.user = jwt.verify(token, env.JWT_SECRET, { algorithms: ['HS256'] }) as AuthUser;
    next();
  } catch {
    next(new ApiError(401, 'Invalid token'));
  }
}

export function requireRole(...roles: AuthUser['role'][]): RequestHandler {
  return (req: AuthRequest, _res, next) => {
    if (!req.user || !roles.includes(req.user.role)) {
      next(new ApiError(403, 'Forbidden'));
      return;
    }
    next();
  };
}
