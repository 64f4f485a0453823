import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { ModelSummary, summarize } from '../../../src/components/callbacks/model-summary.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { startBackend } from '../../helpers/backend.js'
import { runWith } from './run-with.js'

beforeAll(startBackend)

function build(frozen: boolean): JointLearning {
  const backbone = new MLP({ input_dim: 784, hidden_dims: [256], output_dim: 64, frozen })
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 64 }) })
  const numClasses = new Map([
    [1, 10],
    [2, 10],
    [3, 10],
    [4, 2],
  ])
  algorithm.setupTasks({ taskIds: [1, 2, 3, 4], numClasses, optimizer: new SGD({ lr: 0.1 }) })
  return algorithm
}

describe('ModelSummary', () => {
  test('names layers, shapes and numbers of parameters; heads that are alike share a row', () => {
    expect(summarize(build(true))).toEqual([
      'Layer              Shapes                      Parameters',
      'backbone.fc.0      [256, 784] [256]               200,960',
      'backbone.fc.1      [64, 256] [64]                  16,448',
      'heads.heads.1 … 3  3 × [10, 64] [10]                1,950',
      'heads.heads.4      [2, 64] [2]                        130',
      'Total              217,408 frozen                 219,488',
    ])
  })

  test('goes as deep as it is told to', () => {
    expect(summarize(build(false), 1)).toEqual([
      'Layer     Shapes                      Parameters',
      'backbone                                 217,408',
      'heads                                      2,080',
      'Total                                    219,488',
    ])
    expect(summarize(build(false), 0)).toHaveLength(2)
  })

  test('is printed before training', async () => {
    const { lines } = await runWith(new ModelSummary(), [1])
    expect(lines[0]).toMatch(/^Layer +Shapes +Parameters$/)
    expect(lines.at(-1)).toMatch(/^Total +25$/)
  })
})
