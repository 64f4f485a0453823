import { availableParallelism } from 'node:os'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { onnxProblem, onnxVersion } from '../../../src/backends/find-onnx.js'
import { startWasm } from '../../../src/backends/start-wasm.js'
import { ONNX } from '../../../src/components/backend/onnx.js'
import { ConfigError } from '../../../src/util/diagnostic.js'

const problem = onnxProblem()

afterEach(() => {
  vi.unstubAllEnvs()
})

describe.skipIf(problem)('where ONNX Runtime is installed', () => {
  test('computes with it, tells what it is, and can be started again with other threads', async () => {
    const info = await new ONNX({ threads: 1 }).start()
    expect(info).toMatchObject({ name: 'onnx', target: 'polyhead.backends.ONNX', version: onnxVersion, threads: 1 })
    expect(tf.getBackend()).toBe('onnx')
    expect([...tf.matMul([[1, 2]], [[3], [4]]).dataSync()]).toEqual([11])
    expect(await new ONNX({ threads: 2 }).start()).toEqual({ ...info, threads: 2 })
    expect([...tf.matMul([[1, 2]], [[3], [4]]).dataSync()]).toEqual([11])
  })

  test.each([
    [undefined, availableParallelism()],
    ['3', 3],
    ['many', availableParallelism()],
  ])('has threads as OMP_NUM_THREADS=%s says, or one for each core', async (variable, threads) => {
    // The tests themselves are told to have one.
    vi.stubEnv('OMP_NUM_THREADS', variable)
    expect(await new ONNX().start()).toMatchObject({ threads })
    expect([...tf.matMul([[1, 2]], [[3], [4]]).dataSync()]).toEqual([11])
  })

  test('goes on with tensors of the backend before it', async () => {
    await startWasm()
    const before = tf.tensor([1, 2, 3])
    await new ONNX({ threads: 1 }).start()
    const again = tf.clone(before)
    expect([...tf.add(again, 1).dataSync()]).toEqual([2, 3, 4])
    expect([...before.dataSync()]).toEqual([1, 2, 3])
  })

  test('gives the same bits with one thread and with two', async () => {
    const results: Float32Array[] = []
    for (const threads of [1, 2]) {
      await new ONNX({ threads }).start()
      const bits = tf.tidy(() => {
        const x = tf.tensor4d(
          Float32Array.from({ length: 16 * 20 * 20 * 16 }, (_, i) => Math.sin(i)),
          [16, 20, 20, 16],
        )
        const filter = tf.tensor4d(
          Float32Array.from({ length: 9 * 16 * 32 }, (_, i) => Math.cos(i)),
          [3, 3, 16, 32],
        )
        const slope = tf.grad((w) => tf.sum(tf.square(tf.conv2d(x, w as tf.Tensor4D, 1, 'same'))))
        return slope(filter).dataSync()
      })
      results.push(bits as Float32Array)
    }
    expect(results[1]).toEqual(results[0])
  })
})

test.runIf(problem)('where the package is missing, the error says what to do', async () => {
  const error = await new ONNX().start().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConfigError)
  expect((error as ConfigError).diagnostics[0]).toMatchObject({
    path: 'backend',
    message: `backend=onnx: ${problem}`,
    hint: expect.stringContaining('polyhead doctor --install onnx'),
  })
})
