import 'dotenv/config';
import { z } from 'zod';

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: z.coerce.number().int().default(5000),
  DATABASE_URL: z.string().optional(),
  JWT_SECRET: z.string().min(1),
  CORS_ORIGIN: z.string().default('http://localhost:3000'),
  RATE_LIMIT_MAX: z.coerce.number().int().default(300),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
});

const result = schema.safeParse(process.env);

if (!result.success) {
  console.error('Invalid environment variables:', z.flattenError(result.error).fieldErrors);
  process.exit(1);
}

export const env = result.data;
