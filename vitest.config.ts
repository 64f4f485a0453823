import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Tests of what computes, which hold on every backend. */
const computing = ['tests/parity', 'tests/nn', 'tests/training']
const components = ['algorithm', 'backbone', 'callbacks', 'heads', 'optimizer', 'trainer']
const onEachBackend = [...computing, ...components.map((group) => `tests/components/${group}`)]

// Tests trust projects of their own: not in the configuration of who runs them.
const env = { XDG_CONFIG_HOME: join(tmpdir(), 'polyhead-tests-config') }

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'wasm', include: ['tests/**/*.test.ts'], env } },
      {
        extends: true,
        test: {
          name: 'onnx',
          include: onEachBackend.map((folder) => `${folder}/**/*.test.ts`),
          env: { ...env, TEST_BACKEND: 'onnx' },
        },
      },
    ],
  },
})
