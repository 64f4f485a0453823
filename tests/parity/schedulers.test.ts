import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { lrSchedulerManifests } from '../../src/components/lr_scheduler/manifests.js'
import { optimizerManifests } from '../../src/components/optimizer/manifests.js'
import type { LRScheduler, Optimizer } from '../../src/nn/optimizer.js'
import type { Manifest } from '../../src/registry/manifest.js'

type Kwargs = Record<string, unknown>

interface Case {
  name: string
  scheduler: string
  kwargs: Kwargs
  optimizer: string
  optimizer_kwargs: Kwargs
  lr: number[]
  metrics?: number[]
  momentum_or_beta1?: number[]
}

const folder = process.env.POLYHEAD_PARITY ?? fileURLToPath(new URL('vectors', import.meta.url))
const { cases } = JSON.parse(readFileSync(join(folder, 'b_schedulers', 'schedulers.json'), 'utf8')) as { cases: Case[] }

describe('learning rates of schedulers', () => {
  test.each(cases)('$name', async (vector) => {
    const optimizer = await create<Optimizer>(optimizerManifests, vector.optimizer, vector.optimizer_kwargs)
    optimizer.attach([parameter])
    const scheduler = await createScheduler(vector.scheduler, vector.kwargs)
    scheduler.attach(optimizer)
    const group = optimizer.groups[0] as { lr: number; momentum?: number; betas?: readonly number[] }
    vector.lr.forEach((lr, step) => {
      if (step > 0) scheduler.step(vector.metrics?.[step - 1])
      expectClose(group.lr, lr, `lr[${step}]`)
      const momentum = vector.momentum_or_beta1?.[step]
      if (momentum !== undefined)
        expectClose(group.betas?.[0] ?? group.momentum ?? Number.NaN, momentum, `momentum[${step}]`)
    })
  })

  test('going on from a saved state gives the same rates', async () => {
    for (const vector of cases) {
      const half = Math.floor(vector.lr.length / 2)
      const run = async (saved?: string) => {
        const optimizer = await create<Optimizer>(optimizerManifests, vector.optimizer, vector.optimizer_kwargs)
        optimizer.attach([parameter])
        const scheduler = await createScheduler(vector.scheduler, vector.kwargs)
        scheduler.attach(optimizer)
        if (saved) scheduler.loadStateDict(JSON.parse(saved))
        return { scheduler, group: optimizer.groups[0] as { lr: number } }
      }
      const first = await run()
      for (let step = 1; step <= half; step++) first.scheduler.step(vector.metrics?.[step - 1])
      const second = await run(JSON.stringify(first.scheduler.stateDict()))
      expect(second.group.lr, vector.name).toBe(first.group.lr)
      for (let step = half + 1; step < vector.lr.length; step++) {
        for (const { scheduler } of [first, second]) scheduler.step(vector.metrics?.[step - 1])
        expect(second.group.lr, `${vector.name}: lr[${step}]`).toBe(first.group.lr)
      }
    }
  })
})

/** Schedules look at groups alone: a group needs a member, but no tensor. */
const parameter = { name: 'backbone.fc.0.weight', variable: undefined as never, layout: 'linear' as const }

async function create<T>(manifests: readonly Manifest[], name: string, kwargs: Kwargs): Promise<T> {
  const manifest = manifests.find(({ aliases }) =>
    aliases.some((alias) => alias.split('.').at(-1) === name.split('.').at(-1)),
  )
  if (!manifest) throw new Error(`no component is called ${name}`)
  const Class = await manifest.load()
  return new Class(kwargs) as T
}

/** Nested schedulers are written as pairs of name and arguments. */
async function createScheduler(name: string, kwargs: Kwargs): Promise<LRScheduler> {
  const nested = kwargs.schedulers as [string, Kwargs][] | undefined
  if (!nested) return create(lrSchedulerManifests, name, kwargs)
  const schedulers = await Promise.all(nested.map(([inner, args]) => createScheduler(inner, args)))
  return create(lrSchedulerManifests, name, { ...kwargs, schedulers })
}

function expectClose(actual: number, expected: number, what: string): void {
  expect(Math.abs(actual - expected), `${what}: ${actual}, not ${expected}`).toBeLessThanOrEqual(
    1e-9 * Math.abs(expected),
  )
}
