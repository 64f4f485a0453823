import { MMoE } from '../../../src/components/backbone/mmoe.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('mmoe', (params) => new MMoE(params))
