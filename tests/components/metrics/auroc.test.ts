import { AUROC } from '../../../src/components/metrics/auroc.js'
import { agreesWithScikitLearn } from './measure-cases.js'

agreesWithScikitLearn('auroc', () => new AUROC())
