// ESLint's recommended rules, for the CommonJS that was created.
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import globals from 'globals';

export default defineConfig(js.configs.recommended, {
  files: ['**/*.js'],
  languageOptions: { sourceType: 'commonjs', globals: { ...globals.node, ...globals.jest } },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
});
