import { countBatches } from './count-batches.js'
import { type Loop, lossOf, taskName } from './loop.js'
import type { TrainingPlan } from './training-plan.js'

/** @throws ConfigError where a limit leaves nothing, or validation would never come */
export function planTraining(loop: Loop): TrainingPlan {
  const { state, algorithm } = loop
  const { options } = state
  const batches = countBatches(loop)
  const { accumulate_grad_batches: accumulate, check_val_every_n_epoch: everyEpoch } = options
  const stepsPerEpoch = Math.ceil(batches.train / accumulate)
  const most = (limit: number) => (limit === -1 ? Number.POSITIVE_INFINITY : limit)
  const steps = batches.train === 0 ? 0 : Math.min(most(options.max_steps), most(options.max_epochs) * stepsPerEpoch)
  const batchOfStep = (step: number) => {
    if (!Number.isFinite(step)) return step
    const before = Math.floor((step - 1) / stepsPerEpoch)
    return before * batches.train + Math.min(batches.train, (step - before * stepsPerEpoch) * accumulate)
  }
  const validates = batches.validation.some((count) => count > 0)
  const skipped = everyEpoch === null ? 0 : (everyEpoch - 1) * batches.train
  return {
    algorithm,
    options,
    batches,
    stepsPerEpoch,
    steps,
    batchOfStep,
    taskName: (taskId) => taskName(loop.dataset, taskId),
    loss: lossOf(loop.dataset),
    epochs: Math.min(most(options.max_epochs), Math.floor(steps / stepsPerEpoch)),
    lastBatch: steps === 0 ? 0 : batchOfStep(steps),
    firstValidation: validates ? skipped + batches.validationInterval : Number.POSITIVE_INFINITY,
  }
}
