import { CrossStitch } from '../../../src/components/backbone/cross-stitch.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('cross_stitch', (params) => new CrossStitch(params))
