import assert from 'node:assert/strict'
import * as tf from '@tensorflow/tfjs-core'
import type { Optimizer } from '../nn/optimizer.js'
import type { Gradient, Parameter } from '../nn/parameter.js'
import { torchParts } from '../nn/torch-layout.js'
import { ConfigError } from '../util/diagnostic.js'
import { type Check, computingCheck } from './check.js'

/** What an optimizer claims beyond what every one must hold. */
export interface OptimizerCheckOptions {
  /** It takes `maximize`, which climbs instead of descending. Default: false. */
  maximize?: boolean
}

/** Two heads of one and two classes on two features: columns 0 and 1 to 2. */
const segments = [
  { name: 'heads.heads.1.weight', taskId: 1, offset: 0, size: 1 },
  { name: 'heads.heads.2.weight', taskId: 2, offset: 1, size: 2 },
] as const
const initial = [0.5, -0.25, 0.125, -1, 0.75, 2]
/** Which heads have rows in the batches; 5 stands in columns that must not be looked at. */
const batches: readonly { present: boolean[]; gradient: number[] }[] = [
  { present: [true, false], gradient: [0.3, 5, 5, -0.2, 5, 5] },
  { present: [true, true], gradient: [0.25, -0.5, 0.01, -0.4, 0.6, 0.02] },
  { present: [false, true], gradient: [5, 0.4, -0.03, 5, 0.5, 0.01] },
  { present: [true, false], gradient: [-0.1, 5, 5, 0.7, 5, 5] },
  { present: [true, true], gradient: [0.2, 0.3, 0.3, 0.1, -0.9, 0.5] },
]

/**
 * What every optimizer must hold, whatever its formula: an absent head is left alone, a saved state goes on bit for
 * bit, nothing leaks, and it goes downhill.
 * @param make a new optimizer, with these keys in place of its own.
 */
export function optimizerChecks(
  make: (keys: { maximize?: true }) => Optimizer,
  { maximize = false }: OptimizerCheckOptions = {},
): Check[] {
  const attached = (parameters: Parameter[], keys: { maximize?: true } = {}) => {
    const optimizer = make(keys)
    optimizer.attach(parameters)
    return optimizer
  }
  const checks = [
    computingCheck('has no groups before it is attached, then every trained parameter in one of them', () => {
      const optimizer = make({})
      assert.equal(optimizer.groups.length, 0, 'groups before attach')
      const trained = [stackedHeads(), plain('backbone.w', [1])]
      const frozen = { ...plain('backbone.frozen', [1]), frozen: true }
      optimizer.attach([...trained, frozen])
      const members = optimizer.groups.flatMap(({ parameters }) => parameters)
      assert.deepEqual(new Set(members), new Set(trained), 'parameters of all groups')
      assert.equal(members.length, trained.length, 'each parameter is in one group')
      for (const { lr } of optimizer.groups) assert.ok(Number.isFinite(lr), 'a group has its learning rate as lr')
    }),

    computingCheck('goes downhill', () => {
      const parameter = plain('backbone.w', [2, -3, 0.5])
      const optimizer = attached([parameter])
      const before = sumOfSquares(parameter)
      for (let count = 0; count < 20; count++) step(optimizer, { parameter, gradient: values(parameter) })
      assert.ok(sumOfSquares(parameter) < before, 'the sum of squares is less after 20 steps along its gradient')
    }),

    computingCheck('a head that is absent from a batch is as if the step had not been', () => {
      const stacked = stackedHeads()
      const optimizer = attached([stacked])
      const alone = segments.map((_, index) => loneHead(index))
      const references = alone.map((parameter) => attached([parameter]))
      for (const batch of batches) {
        const before = values(stacked)
        step(optimizer, { parameter: stacked, ...batch })
        for (const index of segments.keys()) {
          const parameter = alone[index] as Parameter
          const now = columnsOf(values(stacked), index)
          if (batch.present[index]) {
            step(references[index] as Optimizer, { parameter, gradient: columnsOf(batch.gradient, index) })
          } else assert.deepEqual(now, columnsOf(before, index), 'weights of an absent head')
          assert.deepEqual(now, values(parameter), 'weights of a head, beside those of the same head alone')
        }
      }
    }),

    computingCheck('going on from a saved state gives the same weights, bit for bit', async () => {
      const first = { parameter: stackedHeads() }
      const before = attached([first.parameter])
      for (const batch of batches.slice(0, 3)) step(before, { ...first, ...batch })
      const second = { parameter: stackedHeads(values(first.parameter)) }
      const after = attached([second.parameter])
      after.loadStateDict(await before.stateDict())
      for (const batch of batches.slice(3)) {
        step(before, { ...first, ...batch })
        step(after, { ...second, ...batch })
        assert.deepEqual(values(second.parameter), values(first.parameter))
      }
      assert.deepEqual(await after.stateDict(), await before.stateDict(), 'state')
    }),

    computingCheck('its state is named after torch’s parameters, and shaped like them', async () => {
      const parameter = stackedHeads()
      const optimizer = attached([parameter])
      for (const batch of batches) step(optimizer, { parameter, ...batch })
      const parts = torchParts(parameter)
      for (const [name, { shape }] of await optimizer.stateDict()) {
        const part = parts.find((one) => name.startsWith(`${one.name}.`))
        assert.ok(part, `'${name}' does not begin with the name of a parameter`)
        assert.ok(shape.length === 0 || String(shape) === String(part.shape), `shape of '${name}': ${shape}`)
      }
    }),

    computingCheck('refuses the state of another model with a ConfigError', () => {
      const optimizer = attached([stackedHeads()])
      const other = { dtype: 'float32', shape: [1], data: new Float32Array(1) } as const
      assert.throws(() => optimizer.loadStateDict(new Map([['backbone.other.momentum', other]])), ConfigError)
    }),

    computingCheck('leaves the gradients to its caller', () => {
      const parameter = stackedHeads()
      const optimizer = attached([parameter])
      const given = batches[1] as (typeof batches)[0]
      const value = tf.tensor(given.gradient, parameter.variable.shape)
      optimizer.step([{ parameter, value, present: given.present }])
      assert.ok(!value.isDisposed, 'the tensor of a gradient')
      assert.deepEqual(Array.from(value.dataSync()), Array.from(Float32Array.from(given.gradient)), 'its values')
      value.dispose()
    }),

    computingCheck('the number of tensors stays the same from step to step, and none is left behind', () => {
      const parameter = stackedHeads()
      const before = tf.memory().numTensors
      const optimizer = attached([parameter])
      for (const batch of batches) step(optimizer, { parameter, ...batch })
      const after = tf.memory().numTensors
      for (const batch of [...batches, ...batches]) step(optimizer, { parameter, ...batch })
      assert.equal(tf.memory().numTensors, after, 'tensors after more steps')
      optimizer.dispose()
      assert.equal(tf.memory().numTensors, before, 'tensors after dispose')
    }),
  ]
  if (!maximize) return checks
  return [
    ...checks,
    computingCheck('climbing is descending along the negated gradient', () => {
      const [down, up] = [stackedHeads(), stackedHeads()]
      const descent = attached([down])
      const ascent = attached([up], { maximize: true })
      for (const { present, gradient } of batches) {
        step(descent, { parameter: down, present, gradient })
        step(ascent, { parameter: up, present, gradient: gradient.map((value) => -value) })
      }
      assert.deepEqual(values(up), values(down))
    }),
  ]
}

function plain(name: string, from: readonly number[]): Parameter {
  return { name, variable: tf.variable(tf.tensor1d([...from])), layout: 'same' }
}

function stackedHeads(from: readonly number[] = initial): Parameter {
  return { name: 'heads.weight', variable: tf.variable(tf.tensor2d([...from], [2, 3])), layout: 'linear', segments }
}

function loneHead(index: number): Parameter {
  const { name, size } = segments[index] as (typeof segments)[0]
  return { name, variable: tf.variable(tf.tensor2d(columnsOf(initial, index), [2, size])), layout: 'linear' }
}

function columnsOf(all: readonly number[], index: number): number[] {
  const { offset, size } = segments[index] as (typeof segments)[0]
  return [all.slice(offset, offset + size), all.slice(3 + offset, 3 + offset + size)].flat()
}

function step(
  optimizer: Optimizer,
  { parameter, gradient, present }: { parameter: Parameter; gradient: readonly number[]; present?: readonly boolean[] },
): void {
  const value = tf.tensor([...gradient], parameter.variable.shape)
  const given: Gradient = { parameter, value, present }
  optimizer.step([given])
  value.dispose()
}

function values({ variable }: Parameter): number[] {
  return Array.from(variable.dataSync())
}

function sumOfSquares(parameter: Parameter): number {
  return values(parameter).reduce((sum, value) => sum + value * value, 0)
}
