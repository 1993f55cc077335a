import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['./tests/support/temporary-folder.ts', './tests/support/postgres-server.ts'],
    pool: 'forks',
    // Files of one worker share the modules and the content they have read: half of the time goes into loading them.
    isolate: false,
    // One less than there are cores where it isn't said: half of a small machine would stand idle.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // `npm run coverage`: what may change a password, all but its guards against the impossible (rule PR-30).
    coverage: {
      include: ['src/identity/password-reset/**', 'src/conversations/password-reset/**'],
      reporter: ['text', 'json'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 99, functions: 100, branches: 92 },
    },
    reporters: ['default', './tests/support/summary-reporter.ts'],
  },
});
