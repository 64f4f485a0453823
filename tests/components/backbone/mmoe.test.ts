import { MMoE } from '../../../src/components/backbone/mmoe.js'
import { backboneChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('mmoe', (params) => new MMoE(params))

testAll(
  'MMoE, as every backbone',
  backboneChecks(
    (given) => {
      const backbone = new MMoE({ input_dim: 6, hidden_dims: [5], output_dim: 4, ...given })
      backbone.setupTasks([1])
      return backbone
    },
    { sampleShape: [6] },
  ),
)
