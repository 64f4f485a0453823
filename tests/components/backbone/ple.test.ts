import { PLE } from '../../../src/components/backbone/ple.js'
import { testTaskBackbone } from './task-backbone-cases.js'

testTaskBackbone('ple', (params) => new PLE(params))
