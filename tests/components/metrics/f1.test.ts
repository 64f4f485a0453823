import { F1 } from '../../../src/components/metrics/f1.js'
import { agreesWithScikitLearn } from './measure-cases.js'

agreesWithScikitLearn('f1_macro', () => new F1())
agreesWithScikitLearn('f1_micro', () => new F1({ average: 'micro' }))
agreesWithScikitLearn('f1_weighted', () => new F1({ average: 'weighted' }))
