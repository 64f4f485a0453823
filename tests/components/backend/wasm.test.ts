import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { WASM } from '../../../src/components/backend/wasm.js'

test('computes on WebAssembly, tells what it is, and can be started twice', async () => {
  const listeners = process.listenerCount('unhandledRejection')
  const info = await new WASM({ threads: 4 }).start()
  expect(info).toMatchObject({ name: 'wasm', threads: 1, simd: true })
  expect(info.version).toMatch(/^4\./)
  expect(tf.getBackend()).toBe('wasm')
  expect(await new WASM().start()).toEqual(info)
  expect(process.listenerCount('unhandledRejection')).toBe(listeners)
  expect(tf.matMul(tf.ones([2, 3]), tf.ones([2, 3]), false, true).dataSync()).toEqual(Float32Array.of(3, 3, 3, 3))
})
