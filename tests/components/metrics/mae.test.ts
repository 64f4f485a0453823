import { MAE } from '../../../src/components/metrics/mae.js'
import { agreesWithScikitLearn } from './measure-cases.js'

agreesWithScikitLearn('mae', () => new MAE())
