import { beforeAll, expect, test } from 'vitest'
import { GradientNorm } from '../../../src/components/callbacks/gradient-norm.js'
import type { Gradient } from '../../../src/nn/parameter.js'
import { startBackend } from '../../helpers/backend.js'
import { runWith } from './run-with.js'

beforeAll(startBackend)

/** Also remembers the gradients themselves. */
class Watched extends GradientNorm {
  readonly values: number[][] = []
  override async onBeforeOptimizerStep(...args: Parameters<GradientNorm['onBeforeOptimizerStep']>): Promise<void> {
    this.values.push(args[2].flatMap(({ value }: Gradient) => [...value.dataSync()]))
    await super.onBeforeOptimizerStep(...args)
  }
}

test.each([
  [2, (all: number[]) => Math.hypot(...all)],
  [1, (all: number[]) => all.reduce((sum, value) => sum + Math.abs(value), 0)],
  ['inf' as const, (all: number[]) => Math.max(...all.map(Math.abs))],
])('logs the %s-norm of all gradients with the step', async (norm_type, norm) => {
  const callback = new Watched({ norm_type, per_parameter: true })
  const { rows } = await runWith(callback, [1], { log_every_n_steps: 2, gradient_clip_val: 0.001 })
  const logged = rows.filter((row) => `grad_${norm_type}_norm_total` in row)
  expect(logged.map(({ step }) => step)).toEqual([1, 3])
  for (const row of logged) {
    const all = callback.values[row.step as number] as number[]
    expect(row[`grad_${norm_type}_norm_total`]).toBeCloseTo(norm(all), 5)
    expect(row).toHaveProperty([`grad_${norm_type}_norm/backbone.fc.0.weight`])
    expect(row).toHaveProperty([`grad_${norm_type}_norm/heads.weight`])
  }
})
