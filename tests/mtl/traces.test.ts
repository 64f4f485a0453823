import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { optimizerManifests } from '../../src/components/optimizer/manifests.js'
import { FAMO } from '../../src/components/weighting/famo.js'
import type { Optimizer } from '../../src/nn/optimizer.js'
import { stateDict } from '../../src/nn/state-dict.js'
import type { Batch } from '../../src/training/algorithm.js'
import { disposeOutputs } from '../../src/training/step-tensors.js'
import { startBackend } from '../helpers/backend.js'
import { tensorProblems, tensorValues, type VectorTensor } from '../parity/read-vectors.js'
import { build, type NetworkConfig, type VectorState, weightingOf } from './network.js'
import { readVectors } from './read-vectors.js'

interface Common {
  config: NetworkConfig
  init_state: VectorState
  torch_seed: number
  batches: Record<'x' | 'y' | 'task_ids', VectorTensor>[]
}

interface Trace {
  common: string
  method: string
  optimizer: string
  kwargs: Record<string, unknown>
  losses_per_step: (number | null)[][]
  final_state: VectorState
  own_final: number[] | null
  f32_vs_f64: { weights: number; losses: number; own: number | null }
  /** What it is of, where that is known; missing: `common` says. */
  batches?: Common
  /** Steps of an epoch; missing: they are all of one. */
  epoch?: number
  /** What RLW drew in each step. */
  normal?: number[][]
}

const commons = new Map(readVectors<Common>('steps', ({ kind }) => kind === 'mtl_trace_common'))
const given = readVectors<Trace>('steps', ({ kind }) => kind === 'mtl_trace')
/** Made from the project's own batches, wherever the others are. */
const readOwn = <T>(file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as T
const own = readOwn<Trace[]>('own-vectors/traces.json').map((trace) => {
  const common = readOwn<Common>(`vectors/steps/${trace.common}`)
  return [`${trace.method} with ${trace.optimizer}, ${trace.common}`, { ...trace, batches: common }] as const
})
const traces = [...given, ...own]

beforeAll(startBackend)

describe('twenty steps end with the weights of the real method', () => {
  test.each(traces)('%s', async (_name, trace) => {
    const common = trace.batches ?? (commons.get(trace.common.replace('.json', '')) as Common)
    const weighting = weightingOf(trace.method, { ...common.config, normal: trace.normal })
    const optimizer = await createOptimizer(trace)
    const draws = { seed: common.torch_seed }
    const algorithm = build(common.config, common.init_state, { weighting, optimizer, draws })
    const problems: string[] = []
    for (const [step, { x, y, task_ids }] of common.batches.entries()) {
      const input = tf.tensor(tensorValues(x), x.shape)
      const batch: Batch = [input, tensorValues(y) as Int32Array, tensorValues(task_ids) as Int32Array]
      const { outputs, gradients } = await algorithm.gradients(batch)
      common.config.tasks.forEach((task, lane) => {
        const expected = trace.losses_per_step[step]?.[lane] ?? null
        const actual = outputs.taskLosses?.get(task)?.dataSync()[0] ?? null
        if ((expected === null) !== (actual === null)) problems.push(`step ${step}: loss of task ${task} is ${actual}`)
        const off = Math.abs((actual ?? 0) - (expected ?? 0))
        const allowed = Math.max(10 * trace.f32_vs_f64.losses, 1e-5 * Math.abs(expected ?? 0))
        if (off > allowed) problems.push(`step ${step}: loss of task ${task} is off by ${off}`)
      })
      algorithm.optimizer.step(gradients)
      await algorithm.afterStep(batch, outputs)
      algorithm.onTrainLosses(
        new Map(Array.from(outputs.taskLosses ?? [], ([id, loss]) => [id, loss.dataSync()[0] as number])),
      )
      if ((step + 1) % (trace.epoch ?? Number.POSITIVE_INFINITY) === 0) algorithm.onTrainEpochEnd()
      for (const { value } of gradients) value.dispose()
      disposeOutputs(outputs)
      input.dispose()
    }
    const final = await stateDict(algorithm)
    for (const [name, tensor] of Object.entries(trace.final_state)) {
      const { data } = final.get(name) as { data: Float32Array }
      problems.push(...tensorProblems(name, data, tensor, trace.f32_vs_f64.weights))
    }
    if (trace.own_final) {
      const own =
        weighting instanceof FAMO
          ? weighting.logits
          : Array.from(weighting?.parameters?.()[0]?.variable.dataSync() ?? [])
      const m = Math.max(...trace.own_final.map(Math.abs))
      const allowed = Math.max(10 * (trace.f32_vs_f64.own ?? 0), 1e-5 * m)
      const off = Math.max(...trace.own_final.map((value, i) => Math.abs(value - (own[i] as number))))
      if (!(off <= allowed)) problems.push(`the weighting's own numbers are off by ${off}, allowed ${allowed}`)
    }
    algorithm.dispose()
    expect(problems).toEqual([])
  })
})

async function createOptimizer({ optimizer, kwargs }: Trace): Promise<Optimizer> {
  const manifest = optimizerManifests.find(({ target }) => target.endsWith(`.${optimizer}`))
  if (!manifest) throw new Error(`no component is called ${optimizer}`)
  const Class = await manifest.load()
  return new Class(kwargs) as Optimizer
}
