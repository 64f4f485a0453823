import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, test } from 'vitest'
import type { Optimizer } from '../../../src/nn/optimizer.js'
import type { Parameter } from '../../../src/nn/parameter.js'
import { optimizerChecks } from '../../../src/testing/optimizer-checks.js'
import { startBackend } from '../../helpers/backend.js'

export type Make = (options?: Record<string, unknown>) => Optimizer

/** Runs the tests of a file on WASM, the default backend. */
export function useWasm(): void {
  beforeAll(startBackend)
}

/** What holds for every optimizer, with each of these options; `unless` names the checks that do not hold with them. */
export function testContract(make: Make, variants: Record<string, unknown>[] = [{}], unless?: RegExp): void {
  describe.each(variants.map((options) => [JSON.stringify(options), options] as const))('with %s', (_, options) => {
    const checks = optimizerChecks((keys) => make({ ...options, ...keys }), { maximize: true })
    for (const { name, run } of checks) if (!unless?.test(name)) test(name, run)
  })
}

/** The weights of one scalar parameter after each step with these gradients. */
export function trajectory(optimizer: Optimizer, start: number, gradients: readonly number[]): number[] {
  const parameter: Parameter = { name: 'backbone.w', variable: tf.variable(tf.tensor1d([start])), layout: 'same' }
  optimizer.attach([parameter])
  return gradients.map((gradient) => {
    const value = tf.tensor1d([gradient])
    optimizer.step([{ parameter, value }])
    value.dispose()
    return parameter.variable.dataSync()[0] as number
  })
}
