import { CGC } from '../../../src/components/backbone/ple.js'
import { backboneChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('cgc', (params) => new CGC(params))

testAll(
  'CGC, as every backbone',
  backboneChecks(
    (given) => {
      const backbone = new CGC({ input_dim: 6, hidden_dims: [5], output_dim: 4, ...given })
      backbone.setupTasks([1])
      return backbone
    },
    { sampleShape: [6] },
  ),
)
