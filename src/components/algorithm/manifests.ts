import type { Manifest } from '../../registry/manifest.js'
import { unusedWeighting } from './unused-weighting.js'

/** What a training step is. */
export const algorithmManifests: Manifest[] = [
  {
    target: 'polyhead.algorithms.JointLearning',
    aliases: ['clarena.mtl_algorithms.JointLearning'],
    group: 'algorithm',
    option: 'joint_learning',
    schema: 'algorithm/joint_learning',
    logs: [],
    load: () => import('./joint-learning.js').then((m) => m.JointLearning),
  },
  {
    target: 'polyhead.algorithms.SingleLearning',
    aliases: ['clarena.stl_algorithms.SingleLearning'],
    group: 'algorithm',
    option: 'single_learning',
    schema: 'algorithm/single_learning',
    logs: [],
    check: unusedWeighting,
    load: () => import('./single-learning.js').then((m) => m.SingleLearning),
  },
]
