import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests trust projects of their own: not in the configuration of who runs them.
    env: { XDG_CONFIG_HOME: join(tmpdir(), 'polyhead-tests-config') },
  },
})
