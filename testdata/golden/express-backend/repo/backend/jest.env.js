process.env.JWT_SECRET = 'a-secret-for-the-tests-only';
