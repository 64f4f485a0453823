import { MTAN } from '../../../src/components/backbone/mtan.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('mtan', (params) => new MTAN(params))
