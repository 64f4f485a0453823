import { expect, test } from 'vitest'
import { Auto } from '../../../src/components/backend/auto.js'

test('without a native binding the backend is WebAssembly, and it computes', async () => {
  const info = await new Auto().start()
  // Where the binding is installed it is preferred: either way the numbers must come out.
  expect(['wasm', 'native']).toContain(info.name)
  const tf = await import('@tensorflow/tfjs-core')
  expect(tf.getBackend()).toBe(info.name === 'wasm' ? 'wasm' : 'tensorflow')
  expect(await tf.matMul([[1, 2]], [[3], [4]]).data()).toEqual(new Float32Array([11]))
})
