import jwt from 'jsonwebtoken';

import { AuthRequest, authenticate } from '../middleware/auth.middleware';

function ask(authorization?: string) {
  const req = { headers: { authorization } } as AuthRequest;
  const next = jest.fn();
  authenticate(req, {} as never, next);
  return { req, error: next.mock.calls[0][0] };
}

it('knows the bearer of a token', () => {
  const token = jwt.sign({ id: 'u1', role: 'DOCTOR' }, 'a-secret-for-the-tests-only');
  const { req, error } = ask(`Bearer ${token}`);
  expect(error).toBeUndefined();
  expect(req.user).toMatchObject({ id: 'u1', role: 'DOCTOR' });
});

it('refuses a token of another signature', () => {
  const { error } = ask(`Bearer ${jwt.sign({ id: 'u1', role: 'ADMIN' }, 'another-secret')}`);
  expect(error.status).toBe(401);
});
