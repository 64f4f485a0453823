import { beforeAll, expect, test } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { SGD } from '../../src/components/optimizer/sgd.js'
import { Trainer } from '../../src/components/trainer/trainer.js'
import type { BatchStream } from '../../src/training/dataset.js'
import { TinyDataset } from '../components/trainer/tiny-dataset.js'

beforeAll(startWasm)

class OddRows extends TinyDataset {
  override trainBatches(): BatchStream {
    const stream = super.trainBatches()
    return { ...stream, length: 5, rows: 9, [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator]() }
  }
}

test.each([
  ['a last batch of one row is refused under batch norm', {}, {}, ['leave it out by ++dataset.drop_last=true']],
  ['but not where it is left out', {}, { limit_train_batches: 4 }, []],
  ['nor where batch norm is frozen', { frozen: true }, {}, []],
  ['nor without batch norm', { batch_normalization: false }, {}, []],
])('%s', async (_story, params, options, hints) => {
  const backbone = new MLP({ input_dim: 2, output_dim: 3, batch_normalization: true, ...params })
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 3 }) })
  const numClasses = new Map([1, 2].map((id) => [id, 2]))
  algorithm.setupTasks({ taskIds: [1, 2], numClasses, optimizer: new SGD() })
  const found = await new Trainer(options).check({ algorithm, dataset: new OddRows(), trains: true })
  expect(found.map(({ hint }) => hint)).toEqual(hints)
  algorithm.dispose()
})
