import { beforeAll, expect, test } from 'vitest'
import { HeadSTL } from '../../../src/components/heads/head-stl.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { startBackend } from '../../helpers/backend.js'

beforeAll(startBackend)

test("HeadSTL has one head, under CLArena's name", async () => {
  const heads = new HeadSTL({ input_dim: 4 })
  heads.setupTasks([3], new Map([[3, 2]]))
  const state = await stateDict({ parameters: () => heads.parameters(), buffers: () => [] })
  expect(Array.from(state, ([name, { shape }]) => [name, shape])).toEqual([
    ['head.head.weight', [2, 4]],
    ['head.head.bias', [2]],
  ])
})

test('HeadSTL refuses several tasks', () => {
  const numClasses = new Map([
    [1, 2],
    [2, 2],
  ])
  expect(() => new HeadSTL({ input_dim: 4 }).setupTasks([1, 2], numClasses)).toThrow(ConfigError)
})
