import { CGC } from '../../../src/components/backbone/ple.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('cgc', (params) => new CGC(params))
