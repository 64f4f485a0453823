import { expect, test } from 'vitest'
import type { BackendInfo } from '../../src/backends/backend.js'
import { fromPlain, toPlain } from '../../src/config/index.js'
import type { MapNode } from '../../src/config/node.js'
import type { Registry } from '../../src/registry/registry.js'
import type { Purpose } from '../../src/run/purpose.js'
import { onRecordedBackend, startBackend } from '../../src/run/recorded-backend.js'

const native: BackendInfo = {
  name: 'native',
  target: 'polyhead.backends.Native',
  version: '2.18.1',
  threads: 2,
  gpu: true,
  NVIDIA_TF32_OVERRIDE: '0',
}

const resuming = (backend: BackendInfo) => ({ kind: 'resume', record: { backend } }) as unknown as Purpose
const giving = (info: BackendInfo) => ({ start: async () => info })

test('what was computed on a card is computed on one again, and what was not is not', () => {
  const root = fromPlain({ backend: { _target_: 'polyhead.backends.Auto', threads: null } }) as MapNode
  for (const gpu of [true, false]) {
    const pinned = onRecordedBackend(root, resuming({ ...native, gpu }), {} as Registry)
    expect(toPlain(pinned)).toEqual({ backend: { _target_: native.target, threads: 2, gpu } })
  }
})

test('a run goes on with the variables on which its numbers depend', async () => {
  expect(await startBackend(giving(native), resuming(native), 'dense')).toBe(native)
  const { NVIDIA_TF32_OVERRIDE: _, ...without } = native
  const start = (now: BackendInfo, before: BackendInfo) => startBackend(giving(now), resuming(before), 'dense')
  await expect(start({ ...native, NVIDIA_TF32_OVERRIDE: '1' }, native)).rejects.toMatchObject({
    diagnostics: [
      {
        code: 'backend',
        message: 'the run computed with NVIDIA_TF32_OVERRIDE=0, and would go on with 1',
        hint: 'set NVIDIA_TF32_OVERRIDE=0 in the environment',
      },
    ],
  })
  await expect(start(native, without)).rejects.toThrow('NVIDIA_TF32_OVERRIDE')
})

test('a run of before there were operations of ours goes on without them', async () => {
  const now = { ...native, POLYHEAD_OWN_OPERATIONS: '1' }
  await expect(startBackend(giving(now), resuming(native), 'dense')).rejects.toMatchObject({
    diagnostics: [{ hint: 'set POLYHEAD_OWN_OPERATIONS=0 in the environment' }],
  })
  const without = { ...native, POLYHEAD_OWN_OPERATIONS: '0' }
  expect(await startBackend(giving(without), resuming(native), 'dense')).toBe(without)
})
