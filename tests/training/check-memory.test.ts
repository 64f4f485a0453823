import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { Adam } from '../../src/components/optimizer/adam.js'
import { Trainer } from '../../src/components/trainer/trainer.js'
import { Linear } from '../../src/nn/layers/linear.js'
import { Generator } from '../../src/util/generator.js'
import { setMemoryLimit } from '../../src/util/memory-limit.js'
import { TinyDataset } from '../components/trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../components/trainer/tiny-run.js'

beforeEach(async () => {
  await startWasm()
})
afterEach(() => setMemoryLimit())

test('a training that cannot fit is refused with the figure and what it is made of', async () => {
  const algorithm = tinyAlgorithm(undefined, 0.1, new Adam())
  const check = () => new Trainer().check({ algorithm, dataset: new TinyDataset(), trains: true })
  expect(await check()).toEqual([])
  setMemoryLimit(400)
  const floats = 2 * 3 + 3 + 3 * 4 + 4
  const weights = 4 * (floats + 2 * 3 + 3 * 4)
  const bytes = weights + 4 * floats * 3 + 2 * 4 * (2 + 3)
  expect(await check()).toMatchObject([{ code: 'memory', path: 'backbone' }])
  expect((await check())[0]?.message).toContain(`training takes at least ${bytes} bytes (weights ${weights} bytes`)
  algorithm.dispose()
})

test('a layer that cannot fit is refused before its values are drawn', () => {
  const make = () => new Linear('backbone.fc.1', { inputs: 1e6, outputs: 1e6, generator: new Generator(1) })
  expect(make).toThrow(/the weights up to 'backbone.fc.1.weight' take 3\.6 TiB, but there is room for/)
})
