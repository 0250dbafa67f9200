package stack

import ts "scaffold/patcher/tssrc"

// The settings of runners. SOURCES are globs of the program's files, SHARE the least coverage in percent.
const (
	vitestConfig = `import { DEFAULTSdefineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    hookTimeout: 60_000, // the modules of a whole service take their timePROJECTS
    coverage: {
      include: [SOURCES],
      exclude: ['**/*.{test,spec,config}.*', '**/{test,__tests__}/**'],
      thresholds: { lines: SHARE },
    },
  },
});
`
	vitestFrontConfig = `IMPORTSimport { defineConfig } from 'vitest/config';

export default defineConfig({READSALIASES
  test: {NONE
    coverage: {ALL
      exclude: ['**/*.{test,spec,config}.*', '**/{test,__tests__}/**', '**/.next/**'],
      thresholds: { lines: SHARE }, // of the files that tests load
    },
  },
});
`
	jestFrontConfig = `import nextJest from 'next/jest.js';

const create = nextJest({ dir: import.meta.dirname }); // reads files as they are built for the pages

/** @type {import('jest').Config} */
const config = {
  testPathIgnorePatterns: ['/node_modules/', '/.next/'],NONE
  coveragePathIgnorePatterns: ['node_modules', 'coverage', 'test', '\\.config\\.'],
  coverageThreshold: { global: { lines: SHARE } }, // of the files that tests load
};

export default create(config);
`
	jestRootConfig = `/** @type {import('jest').Config} */
module.exports = {
  projects: [
  ],
  coverageThreshold: { global: { lines: SHARE } },
};
`
	jestConfig = `/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 60_000, // the modules of a whole service take their time
  collectCoverageFrom: [SOURCES],
  coveragePathIgnorePatterns: ['node_modules', 'coverage', 'test', '\\.config\\.'],
  coverageThreshold: { global: { lines: SHARE } },
};
`
	jestSwcConfig = `/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 60_000, // the modules of a whole service take their time
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  transform: {
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  collectCoverageFrom: [SOURCES],
  coveragePathIgnorePatterns: ['node_modules', 'coverage', 'test', '\\.config\\.'],
  coverageThreshold: { global: { lines: SHARE } },
};
`
)

func restyledConfig(s *nodeSite, app *App, text string) ([]byte, error) {
	return ts.Restyle([]byte(text), s.style(app))
}
