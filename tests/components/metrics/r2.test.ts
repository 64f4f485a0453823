import { R2 } from '../../../src/components/metrics/r2.js'
import { agreesWithScikitLearn } from './measure-cases.js'

agreesWithScikitLearn('r2', () => new R2())
