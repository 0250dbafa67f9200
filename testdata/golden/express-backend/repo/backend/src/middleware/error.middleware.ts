import { NextFunction, Request, Response } from 'express';

import { logger } from '../config/logger';

export class ApiError extends Error {
  constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function notFoundHandler(req: Request, _res: Response, next: NextFunction) {
  next(new ApiError(404, `Cannot ${req.method} ${req.path}`));
}

export function errorHandler(err: Error, req: Request, res: Response, next: NextFunction) {
  if (res.headersSent) {
    next(err);
    return;
  }
  const status = err instanceof ApiError ? err.status : 500;
  logger.error('request failed', { method: req.method, path: req.path, status, error: err.message, stack: err.stack });
  res.status(status).json({
    success: false,
    message: status === 500 ? 'Internal server error' : err.message,
  });
}
