import { CrossStitch } from '../../../src/components/backbone/cross-stitch.js'
import { backboneChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('cross_stitch', (params) => new CrossStitch(params))

testAll(
  'CrossStitch, as every backbone',
  backboneChecks(
    (given) => {
      const backbone = new CrossStitch({ input_dim: 6, hidden_dims: [5], output_dim: 4, ...given })
      backbone.setupTasks([1])
      return backbone
    },
    { sampleShape: [6] },
  ),
)
