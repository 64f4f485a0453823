import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { RunError } from '../../src/util/run-error.js'

beforeEach(async () => {
  await startWasm()
})

/** A tensor that takes its place in the heap, and no page of the machine's memory. */
function occupy(shape: number[]): tf.Tensor {
  return tf.engine().makeTensorFromTensorInfo((tf.backend() as BackendWasm).makeOutput(shape, 'float32'))
}

/** What a call threw. */
function thrownBy(compute: () => unknown): Error {
  try {
    compute()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('a kernel of WebAssembly that fails throws, and names itself', () => {
  test('a tensor that the heap has no room for', () => {
    occupy([700_000_000])
    const error = thrownBy(() => tf.zeros([700_000_000]))
    expect(error).toBeInstanceOf(RunError)
    expect(error.message).toContain('making a tensor failed: out of memory: there is no room for another 2.6 GiB')
  })

  test('an output that the heap has no room for', () => {
    const x = occupy([700_000_000])
    expect(thrownBy(() => tf.square(x)).message).toContain('the kernel Square failed: out of memory')
  })

  test('an output of more than 4 GiB, whose size in bytes would be taken modulo 2³²', () => {
    const [x, y] = [tf.zeros([40_000, 1]), tf.zeros([1, 40_000])]
    const error = thrownBy(() => tf.add(x, y))
    expect(error.message).toContain('the kernel Add failed: out of memory: there is no room for another 6.0 GiB')
  })

  test('what C++ has no room for: the packed weights of a product', () => {
    const warn = vi.spyOn(console, 'warn')
    const [x, weight] = [occupy([1, 20_000]), occupy([20_000, 20_000])]
    occupy([300_000_000])
    const error = thrownBy(() => tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D))
    expect(error.message).toContain('the kernel BatchMatMul failed')
    expect(warn).not.toHaveBeenCalled()
  })

  test('what C++ has no room for: the turned filter of a convolution', () => {
    const [x, filter] = [occupy([1, 1, 1, 20_000]), occupy([1, 1, 20_000, 20_000])]
    occupy([500_000_000])
    const error = thrownBy(() => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid'))
    expect(error.message).toContain('the kernel Conv2D failed')
  })

  test('a call that C++ refuses for another reason', () => {
    const x = tf.tensor1d([1, 2], 'int32')
    const error = thrownBy(() => tf.engine().runKernel('Erf', { x }))
    expect(error.message).toMatch(/the kernel Erf failed: Erf for tensor id \d+ failed. Unsupported dtype/)
    expect([...tf.square(tf.tensor1d([3])).dataSync()]).toEqual([9])
  })
})

test('a heap that ran out of memory is not used again; the next start makes a new one', async () => {
  const small = tf.tensor1d([1, 2])
  const error = thrownBy(() => tf.zeros([1_200_000_000]))
  expect(thrownBy(() => tf.square(small))).toBe(error)
  expect(thrownBy(() => tf.tensor1d([1]))).toBe(error)
  small.dispose()
  await startWasm()
  expect([...tf.square(tf.tensor1d([3])).dataSync()]).toEqual([9])
})
