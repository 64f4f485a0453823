import { MTAN } from '../../../src/components/backbone/mtan.js'
import { backboneChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('mtan', (params) => new MTAN(params))

testAll(
  'MTAN, as every backbone',
  backboneChecks(
    (given) => {
      const backbone = new MTAN({ input_dim: 6, hidden_dims: [5], output_dim: 4, ...given })
      backbone.setupTasks([1])
      return backbone
    },
    { sampleShape: [6] },
  ),
)
