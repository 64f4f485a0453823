import { expect, test } from 'vitest'
import type { Backend, BackendInfo } from '../../src/backends/backend.js'
import type { Purpose } from '../../src/run/purpose.js'
import { startBackend } from '../../src/run/recorded-backend.js'

const native: BackendInfo = {
  name: 'native',
  target: 'polyhead.backends.Native',
  version: '2.18.1',
  threads: null,
}

function backend(gpu: boolean): Backend {
  return { start: async () => ({ ...native, gpu }) }
}

function reproducing(gpu: boolean): Purpose {
  return { kind: 'reproduce', backend: { ...native, gpu } } as unknown as Purpose
}

test('what a graphics card computed is not reproduced without one, and without what a processor did is', async () => {
  await expect(startBackend(backend(false), reproducing(true), 'dense')).rejects.toMatchObject({
    diagnostics: [
      {
        code: 'backend',
        message: "the run computed on a graphics card, by backend 'native', which finds none here",
        hint: expect.stringContaining('add backend=wasm'),
      },
    ],
  })
  expect(await startBackend(backend(true), reproducing(true), 'dense')).toEqual({ ...native, gpu: true })
  expect(await startBackend(backend(false), reproducing(false), 'dense')).toEqual({ ...native, gpu: false })
})
