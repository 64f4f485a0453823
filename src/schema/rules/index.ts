import { inputDim, outputDim } from './dimensions.js'
import { largeIntegers } from './large-integers.js'
import { monitor } from './monitor.js'
import type { Rule } from './rule.js'
import { schedulerSteps } from './scheduler.js'
import { evalTasks, trainTasks } from './tasks.js'

/** The rules over several groups, in the order in which they are checked. */
export const rootRules: readonly Rule[] = [
  largeIntegers,
  trainTasks,
  evalTasks,
  inputDim,
  outputDim,
  monitor,
  schedulerSteps,
]
