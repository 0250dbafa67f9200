import request from 'supertest';

import app from '../app';

describe('the API', () => {
  it('is healthy', async () => {
    const res = await request(app).get('/health');
    expect(res.status).toBe(200);
    expect(res.body.status).toBe('ok');
  });

  it('tells the opening hours to anybody', async () => {
    const res = await request(app).get('/api/appointments/hours');
    expect(res.status).toBe(200);
    expect(res.body).toHaveLength(1);
  });

  it('tells nobody about patients without a token', async () => {
    const res = await request(app).get('/api/patients');
    expect(res.status).toBe(401);
    expect(res.body).toEqual({ success: false, message: 'Authentication required' });
  });
});
