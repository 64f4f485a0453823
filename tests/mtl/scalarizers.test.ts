import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { DWA } from '../../src/components/weighting/dwa.js'
import { FAMO } from '../../src/components/weighting/famo.js'
import { GeometricMean } from '../../src/components/weighting/geometric-mean.js'
import { GradNorm } from '../../src/components/weighting/gradnorm.js'
import { IMTLL } from '../../src/components/weighting/imtl-l.js'
import { RLW } from '../../src/components/weighting/rlw.js'
import { Static } from '../../src/components/weighting/static.js'
import { STCH } from '../../src/components/weighting/stch.js'
import { Uncertainty } from '../../src/components/weighting/uncertainty.js'
import { gramianOf } from '../../src/nn/linear-algebra/gramian.js'
import type { Parameter } from '../../src/nn/parameter.js'
import type { FixedWeighting, LossWeighting, Weighting } from '../../src/nn/weighting.js'
import { Generator } from '../../src/util/generator.js'
import type { VectorTensor } from '../parity/read-vectors.js'
import { readVectors, rowsOf } from './read-vectors.js'

interface Case {
  losses: number[]
  total: number
  weights: number[]
  static?: number[]
  normal?: number[]
  log_var?: number[]
  log_scale?: number[]
  grad_log_var?: number[]
  grad_log_scale?: number[]
  mu?: number
  variant?: 'paper' | 'log_nadir'
  preference?: number[] | null
  reference?: number[] | null
  nadir?: number[]
}

const files = readVectors<{ method: string; cases: Case[] }>('scalarizers', ({ kind }) => kind === 'scalarizer')
const cases = files.flatMap(([, { method, cases: all }]) =>
  all.map((one, i) => [`${method} ${i}`, method, one] as const),
)

beforeAll(startWasm)

describe('a total, its factors and its own gradients are those of the formula', () => {
  test.each(cases)('%s', (_name, method, one) => {
    const weighting = scalarizer(method, one)
    weighting.setupTasks?.({ taskIds: one.losses.map((_, i) => i + 1), generator: new Generator(1) })
    const own = weighting.parameters?.()[0]
    const initial = one.log_var ?? one.log_scale
    if (own && initial) own.variable.assign(tf.tensor1d(initial))
    const { total, weights, gradient } = evaluate(weighting, one.losses, own)
    near([total], [one.total])
    near(weights, one.weights, one.mu !== undefined && one.mu < 0.05 ? 1e-4 : 1e-5)
    const expected = one.grad_log_var ?? one.grad_log_scale
    if (expected) near(gradient, expected)
  })
})

describe('DWA weighs by how the losses of the last two epochs compare', () => {
  interface Trace {
    temperature: number
    epochs: { batch_losses: number[][]; weights: number[]; totals: number[] }[]
  }
  const traces = readVectors<{ cases: Trace[] }>('scalarizers', ({ method }) => method === 'dwa')
  test.each(traces.flatMap(([, { cases: all }]) => all.map((trace, i) => [i, trace] as const)))('%s', (_i, trace) => {
    let dwa = new DWA({ temperature: trace.temperature })
    const tasks = trace.epochs[0]?.weights.length ?? 0
    const setup = { taskIds: Array.from({ length: tasks }, (_, i) => i + 1), generator: new Generator(1) }
    dwa.setupTasks(setup)
    for (const { batch_losses, weights } of trace.epochs) {
      near(dwa.factors([...Array(tasks).keys()]), weights, 1e-10)
      for (const losses of batch_losses) dwa.onTrainLosses(new Map(losses.entries()))
      // Its state is JSON, and all that it goes on from.
      const state = JSON.parse(JSON.stringify(dwa.stateDict()))
      dwa = new DWA({ temperature: trace.temperature })
      dwa.setupTasks(setup)
      dwa.loadStateDict(state)
      dwa.onTrainEpochEnd()
    }
  })
})

describe('FAMO moves its logits by what a step did to the losses of its batch', () => {
  interface Trace {
    min_losses: number[]
    lr: number
    weight_decay: number
    steps: { before: number[]; after: number[]; total: number; weights: number[]; logits_after: number[] }[]
  }
  const traces = readVectors<{ cases: Trace[] }>('scalarizers', ({ method }) => method === 'famo')
  test.each(traces.flatMap(([, { cases: all }]) => all.map((trace, i) => [i, trace] as const)))('%s', (_i, trace) => {
    const { min_losses, lr, weight_decay, steps } = trace
    const famo = new FAMO({ lr, weight_decay, min_losses })
    famo.setupTasks({ taskIds: min_losses.map((_, i) => i + 1), generator: new Generator(1) })
    const lanes = [...min_losses.keys()]
    for (const { before, after, total, weights, logits_after } of steps) {
      const found = evaluate(famo, before, undefined)
      near([found.total], [total])
      near(found.weights, weights)
      famo.afterStep(before, after, lanes)
      near(famo.logits, logits_after, 1e-10)
    }
  })
})

describe('GradNorm trains its weights towards equal rates', () => {
  interface Trace {
    alpha: number
    lr: number
    initial_losses: number[]
    steps: {
      J: VectorTensor
      losses: number[]
      weights: number[]
      grad_scale: number[]
      scale_after: number[]
      paper: { weights: number[]; grad_weights: number[]; weights_after: number[] }
    }[]
  }
  class Begun extends GradNorm {
    begin(initial: readonly number[]): void {
      this.beginFrom(initial)
    }
  }
  const traces = readVectors<{ cases: Trace[] }>('scalarizers', ({ method }) => method === 'gradnorm')
  const each = traces.flatMap(([, { cases: all }]) =>
    all.flatMap((trace, i) =>
      (['libmtl', 'paper'] as const).map((variant) => [`${i} ${variant}`, variant, trace] as const),
    ),
  )
  test.each(each)('%s', (_name, variant, { alpha, lr, initial_losses, steps }) => {
    const gradnorm = new Begun({ alpha, variant })
    gradnorm.setupTasks({ taskIds: initial_losses.map((_, i) => i + 1), generator: new Generator(1) })
    gradnorm.begin(initial_losses)
    const lanes = [...initial_losses.keys()]
    const own = gradnorm.parameters()[0] as Parameter
    for (const { J, losses, ...step } of steps) {
      const rows = rowsOf(J)
      const values = Float32Array.from(own.variable.dataSync())
      const given = { lanes, losses, rows, gramian: gramianOf(rows), lastLayer: 0, own: [values] }
      const { weights, headFactors, ownGradients } = gradnorm.combine(given)
      near(weights as number[], variant === 'paper' ? step.paper.weights : step.weights)
      expect(headFactors).toEqual(weights)
      const gradient = Array.from(ownGradients?.[0] ?? [])
      near(gradient, variant === 'paper' ? step.paper.grad_weights : step.grad_scale)
      own.variable.assign(tf.tensor1d(gradient.map((slope, i) => (values[i] as number) - lr * slope)))
      gradnorm.afterUpdate()
      near(own.variable.dataSync(), variant === 'paper' ? step.paper.weights_after : step.scale_after)
    }
  })
})

/** Begins where LibMTL's warmup ends. */
class WarmSTCH extends STCH {
  override setupTasks(): void {}
  warm(nadir: readonly number[]): this {
    this.setNadir(nadir)
    return this
  }
}

/** Takes what the vector has drawn. */
class DrawnRLW extends RLW {
  constructor(private readonly normal: number[]) {
    super()
  }
  protected override draw(): number[] {
    return this.normal
  }
}

function scalarizer(method: string, one: Case): FixedWeighting | LossWeighting {
  if (method === 'mean') return new Static({ weights: one.losses.map(() => 1 / one.losses.length) })
  if (method === 'static') return new Static({ weights: one.static ?? null })
  if (method === 'rlw') return new DrawnRLW(one.normal ?? [])
  if (method === 'uw') return new Uncertainty()
  if (method === 'imtl_l') return new IMTLL()
  if (method === 'gls') return new GeometricMean()
  const { mu = 1, variant = 'paper', preference = null, reference = null, nadir } = one
  if (method !== 'stch') throw new Error(`no scalarizer is called ${method}`)
  const stch = new WarmSTCH({ mu, variant, preference, reference })
  return nadir ? stch.warm(nadir) : stch
}

function evaluate(weighting: Weighting, losses: number[], own: Parameter | undefined) {
  const lanes = [...losses.keys()]
  if (weighting.looksAt === 'tasks') {
    const weights = Array.from(weighting.factors(lanes))
    return { total: weights.reduce((sum, weight, i) => sum + weight * (losses[i] as number), 0), weights, gradient: [] }
  }
  if (weighting.looksAt !== 'losses') throw new Error('it has no total')
  const given = tf.variable(tf.tensor1d(losses))
  const { value, grads } = tf.variableGrads(
    () => weighting.total(given as unknown as tf.Tensor1D, lanes),
    [given, ...(own ? [own.variable] : [])],
  )
  const weights = Array.from(grads[given.name]?.dataSync() ?? [])
  return {
    total: value.dataSync()[0] as number,
    weights,
    gradient: own ? Array.from(grads[own.variable.name]?.dataSync() ?? []) : [],
  }
}

function near(actual: ArrayLike<number>, expected: number[], relative = 1e-5): void {
  expect(actual.length).toBe(expected.length)
  const m = Math.max(1, ...expected.map(Math.abs))
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] as number))))
  expect(worst, `${Array.from(actual)} instead of ${expected}`).toBeLessThanOrEqual(relative * m)
}
