import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Optimizer } from '../../../src/nn/optimizer.js'
import type { Gradient, Parameter } from '../../../src/nn/parameter.js'

/** Two heads of one and two classes on two features: columns 0 and 1 to 2. */
const segments = [
  { name: 'heads.heads.1.weight', taskId: 1, offset: 0, size: 1 },
  { name: 'heads.heads.2.weight', taskId: 2, offset: 1, size: 2 },
]
const initial = [0.5, -0.25, 0.125, -1, 0.75, 2]
/** Which heads have rows in the batches; 5 stands in columns that must not be looked at. */
const batches: { present: [boolean, boolean]; gradient: number[] }[] = [
  { present: [true, false], gradient: [0.3, 5, 5, -0.2, 5, 5] },
  { present: [true, true], gradient: [0.25, -0.5, 0.01, -0.4, 0.6, 0.02] },
  { present: [false, true], gradient: [5, 0.4, -0.03, 5, 0.5, 0.01] },
  { present: [true, false], gradient: [-0.1, 5, 5, 0.7, 5, 5] },
  { present: [true, true], gradient: [0.2, 0.3, 0.3, 0.1, -0.9, 0.5] },
]

export type Make = (options?: Record<string, unknown>) => Optimizer

/** Runs the tests of a file on WASM, the default backend. */
export function useWasm(): void {
  beforeAll(async () => {
    await tf.setBackend('wasm')
  })
}

/** What holds for every optimizer, whatever its formula. */
export function testContract(make: Make, variants: Record<string, unknown>[] = [{}]): void {
  describe.each(variants.map((options) => [JSON.stringify(options), options] as const))('with %s', (_, options) => {
    test('a head that is absent from a batch is as if the step had not been', () => {
      const stacked = stackedHeads()
      const optimizer = attached(make(options), [stacked])
      const alone = segments.map((_, index) => loneHead(index))
      const references = alone.map((parameter) => attached(make(options), [parameter]))
      for (const batch of batches) {
        const before = values(stacked)
        step(optimizer, { parameter: stacked, ...batch })
        segments.forEach((_, index) => {
          const parameter = alone[index] as Parameter
          if (batch.present[index]) {
            step(references[index] as Optimizer, { parameter, gradient: columnsOf(batch.gradient, index) })
          } else expect(columnsOf(values(stacked), index)).toEqual(columnsOf(before, index))
          expect(columnsOf(values(stacked), index)).toEqual(values(parameter))
        })
      }
    })

    test('going on from a saved state gives the same weights, bit for bit', async () => {
      const first = { parameter: stackedHeads(), optimizer: make(options) }
      attached(first.optimizer, [first.parameter])
      for (const batch of batches.slice(0, 3)) step(first.optimizer, { parameter: first.parameter, ...batch })
      const second = { parameter: stackedHeads(values(first.parameter)), optimizer: make(options) }
      attached(second.optimizer, [second.parameter])
      second.optimizer.loadStateDict(await first.optimizer.stateDict())
      for (const batch of batches.slice(3)) {
        for (const { optimizer, parameter } of [first, second]) step(optimizer, { parameter, ...batch })
        expect(values(second.parameter)).toEqual(values(first.parameter))
      }
      expect(await second.optimizer.stateDict()).toEqual(await first.optimizer.stateDict())
    })

    test('climbing is descending along the negated gradient', () => {
      const [down, up] = [stackedHeads(), stackedHeads()]
      const descent = attached(make(options), [down])
      const ascent = attached(make({ ...options, maximize: true }), [up])
      for (const { present, gradient } of batches) {
        step(descent, { parameter: down, present, gradient })
        step(ascent, { parameter: up, present, gradient: gradient.map((value) => -value) })
      }
      expect(values(up)).toEqual(values(down))
    })

    test('the number of tensors stays the same from step to step, and none is left behind', () => {
      const parameter = stackedHeads()
      const before = tf.memory().numTensors
      const optimizer = attached(make(options), [parameter])
      for (const batch of batches) step(optimizer, { parameter, ...batch })
      const after = tf.memory().numTensors
      for (const batch of [...batches, ...batches]) step(optimizer, { parameter, ...batch })
      expect(tf.memory().numTensors).toBe(after)
      optimizer.dispose()
      expect(tf.memory().numTensors).toBe(before)
    })
  })
}

/** The weights of one scalar parameter after each step with these gradients. */
export function trajectory(optimizer: Optimizer, start: number, gradients: readonly number[]): number[] {
  const parameter: Parameter = { name: 'backbone.w', variable: tf.variable(tf.tensor1d([start])), layout: 'same' }
  optimizer.attach([parameter])
  return gradients.map((gradient) => {
    step(optimizer, { parameter, gradient: [gradient] })
    return values(parameter)[0] as number
  })
}

function attached(optimizer: Optimizer, parameters: Parameter[]): Optimizer {
  optimizer.attach(parameters)
  return optimizer
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
  { parameter, gradient, present }: { parameter: Parameter; gradient: number[]; present?: boolean[] },
): void {
  const value = tf.tensor(gradient, parameter.variable.shape)
  const given: Gradient = { parameter, value, ...(present && { present }) }
  optimizer.step([given])
  value.dispose()
}

function values({ variable }: Parameter): number[] {
  return Array.from(variable.dataSync())
}
