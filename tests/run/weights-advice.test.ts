import { expect, test } from 'vitest'
import { adviceFor } from '../../src/run/weights-advice.js'

test('how torch saves a module is told where the config names the weights, and not of a run of ours', () => {
  const state = new Map([['weight', { dtype: 'float32' as const, shape: [2], data: new Float32Array(2) }]])
  const tensors = [
    { name: 'backbone.fc.0.weight', saved: undefined, wanted: [2] },
    { name: 'weight', saved: [2], wanted: undefined },
  ]
  const named = { source: undefined, networkOf: undefined }
  expect(adviceFor(tensors, state, named)).toContain('torch.save(module, PATH)')
  expect(adviceFor(tensors, state, undefined)).toBeUndefined()
})
