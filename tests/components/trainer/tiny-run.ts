import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import type { LRScheduler, Optimizer } from '../../../src/nn/optimizer.js'
import { Generator } from '../../../src/util/generator.js'

/** A model for TinyDataset, set up for its two tasks. */
export function tinyAlgorithm(
  lrScheduler?: LRScheduler,
  lr = 0.1,
  optimizer: Optimizer = new SGD({ lr }),
): JointLearning {
  const generator = new Generator(3)
  const backbone = new MLP({ input_dim: 2, output_dim: 3, generator })
  const heads = new HeadsMTL({ input_dim: 3, generator })
  const algorithm = new JointLearning({ backbone, heads })
  const numClasses = new Map([1, 2].map((id) => [id, 2]))
  algorithm.setupTasks({ taskIds: [1, 2], numClasses, optimizer, lrScheduler })
  return algorithm
}
