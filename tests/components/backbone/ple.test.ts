import { PLE } from '../../../src/components/backbone/ple.js'
import { backboneChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('ple', (params) => new PLE(params))

testAll(
  'PLE, as every backbone',
  backboneChecks(
    (given) => {
      const backbone = new PLE({ input_dim: 6, hidden_dims: [5], output_dim: 4, ...given })
      backbone.setupTasks([1])
      return backbone
    },
    { sampleShape: [6] },
  ),
)
