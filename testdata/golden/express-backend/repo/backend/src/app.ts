import cors from 'cors';
import express from 'express';
import helmet from 'helmet';

import { env } from './config/env';
import { errorHandler, notFoundHandler } from './middleware/error.middleware';
import { apiLimiter } from './middleware/rateLimit.middleware';
import { sanitizeInput } from './middleware/sanitize.middleware';
import appointmentRoutes from './routes/appointments.routes';
import healthRoutes from './routes/health.routes';
import patientRoutes from './routes/patients.routes';

const app = express();

app.use(helmet());
app.use(cors({ origin: env.CORS_ORIGIN, credentials: true }));

app.use('/health', healthRoutes);

app.use('/api', apiLimiter);
app.use(express.json({ limit: '1mb' }));
app.use(sanitizeInput);

app.use('/api/patients', patientRoutes);
app.use('/api/appointments', appointmentRoutes);

app.use(notFoundHandler);
app.use(errorHandler);

export default app;
