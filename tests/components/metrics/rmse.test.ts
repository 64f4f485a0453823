import { RMSE } from '../../../src/components/metrics/rmse.js'
import { agreesWithScikitLearn } from './measure-cases.js'

agreesWithScikitLearn('rmse', () => new RMSE())
