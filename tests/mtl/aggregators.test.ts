import { describe, expect, test } from 'vitest'
import { CAGrad } from '../../src/components/weighting/cagrad.js'
import { GradDrop } from '../../src/components/weighting/graddrop.js'
import { GradVac } from '../../src/components/weighting/gradvac.js'
import { gramianOf } from '../../src/nn/linear-algebra/gramian.js'
import type { GradientWeighting, TaskGradients } from '../../src/nn/weighting.js'
import { Generator } from '../../src/util/generator.js'
import type { VectorTensor } from '../parity/read-vectors.js'
import { aggregator } from './methods.js'
import { numbers, readVectors, rowsOf } from './read-vectors.js'

interface Case {
  jacobian: string
  a: VectorTensor | null
  d: VectorTensor
  d_rescaled?: VectorTensor
  defined: boolean
  tol: Record<'d_f64' | 'a_f64', number | null>
  order?: number[][]
  U?: VectorTensor
  leak?: number[]
}

interface Call {
  J: VectorTensor
  order: number[][]
  a: VectorTensor
  d: VectorTensor
  phi_after: VectorTensor
  tol: Record<'d_f64' | 'a_f64' | 'phi_f64', number | null>
}

const [[, { jacobians }] = ['', { jacobians: {} }]] = readVectors<{ jacobians: Record<string, { J: VectorTensor }> }>(
  'aggregators',
  ({ kind }) => kind === 'jacobians',
)
const files = readVectors<{ method: string; cases: Case[] }>('aggregators', ({ kind }) => kind === 'aggregator')
const cases = files.flatMap(([, { method, cases: all }]) =>
  all.map((one, i) => [`${method}, ${one.jacobian} (${i})`, method, one] as const),
)

describe('a direction is that of torchjd, or exact where torchjd is not', () => {
  test.each(cases)('%s', (_name, method, one) => {
    const rows = rowsOf(jacobians[one.jacobian]?.J as VectorTensor)
    const weighting: GradientWeighting =
      method === 'graddrop' ? new GradDrop({ leak: one.leak ?? 0 }) : aggregator(method)
    const warnings: string[] = []
    weighting.warn = (message) => warnings.push(message)
    const { a, d } = directionOf(weighting, rows, scripted(one))
    expect(d.every(Number.isFinite)).toBe(true)
    if (!one.defined) return
    expect(warnings).toEqual([])
    expectNear('d', d, numbers(one.d), one.tol.d_f64)
    if (one.a && a) expectNear('a', a, numbers(one.a), one.tol.a_f64)
    if (!one.d_rescaled) return
    const c = Number(/[\d.]+$/.exec(method)?.[0])
    const rescaled = directionOf(new CAGrad({ c }), rows, new Generator(1))
    expectNear('d_rescaled', rescaled.d, numbers(one.d_rescaled), one.tol.d_f64)
  })
})

describe('GradVac turns gradients towards moving targets as torchjd does', () => {
  const traces = readVectors<{ beta: number; eps: number; cases: { jacobian: string; calls: Call[] }[] }>(
    'aggregators',
    ({ kind }) => kind === 'aggregator_trace',
  )
  const each = traces.flatMap(([name, { beta, eps, cases: all }]) =>
    all.map(({ jacobian, calls }, i) => [`${name}, ${jacobian} (${i})`, { beta, eps }, calls] as const),
  )
  test.each(each)('%s', (_name, params, calls) => {
    const gradvac = new GradVac(params)
    const tasks = calls[0]?.order.length ?? 0
    let orders: number[][] = []
    const generator = { randperm: (n: number) => randpermFor(orders, n) } as unknown as Generator
    gradvac.setupTasks({ taskIds: [...Array(tasks).keys()], generator })
    for (const { J, order, a, d, phi_after, tol } of calls) {
      // The stored orders name tasks; what is drawn indexes the list of the others.
      orders = order.map((own, task) => own.map((other) => (other > task ? other - 1 : other)))
      const rows = rowsOf(J)
      const found = directionOf(gradvac, rows)
      expectNear('d', found.d, numbers(d), tol.d_f64)
      expectNear('a', found.a as Float64Array, numbers(a), tol.a_f64)
      expectNear(
        'phi',
        gradvac.targets.flatMap((row) => [...row]),
        numbers(phi_after),
        tol.phi_f64,
      )
    }
  })
})

/** Gives what the vector has drawn. */
function scripted({ order, U }: Case): Generator {
  const orders = [...(order ?? [])]
  return {
    randperm: (n: number) => randpermFor(orders, n),
    fillUniform: (values: Float32Array) => values.set(U ? numbers(U) : new Float32Array(values.length)),
  } as unknown as Generator
}

function randpermFor(orders: number[][], n: number): Int32Array {
  return Int32Array.from(orders.shift() ?? Array(n).keys())
}

function directionOf(weighting: GradientWeighting, rows: Float32Array[], generator?: Generator) {
  const taskIds = rows.map((_, i) => i + 1)
  if (generator) weighting.setupTasks?.({ taskIds, generator })
  const gradients: TaskGradients = {
    lanes: [...rows.keys()],
    losses: rows.map(() => 1),
    rows,
    gramian: gramianOf(rows),
    lastLayer: 0,
    own: [],
  }
  const { weights, direction } = weighting.combine(gradients)
  if (direction) return { a: undefined, d: Float64Array.from(direction) }
  const d = new Float64Array(rows[0]?.length ?? 0)
  for (const [t, row] of rows.entries()) {
    for (let p = 0; p < d.length; p++) d[p] = (d[p] as number) + (weights?.[t] as number) * (row[p] as number)
  }
  return { a: weights, d }
}

function expectNear(what: string, actual: ArrayLike<number>, expected: number[], tolerance: number | null): void {
  if (tolerance === null) return
  expect(actual.length).toBe(expected.length)
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] as number))))
  expect(worst, `${what} is ${Array.from(actual)} instead of ${expected}`).toBeLessThanOrEqual(tolerance)
}
