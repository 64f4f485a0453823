import { BalancedAccuracy } from '../../../src/components/metrics/balanced-accuracy.js'
import { agreesWithScikitLearn } from './measure-cases.js'

agreesWithScikitLearn('balanced_acc', () => new BalancedAccuracy())
