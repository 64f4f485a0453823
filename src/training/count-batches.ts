import { limitBatches, validationInterval } from './batch-limit.js'
import { evaluationBatches } from './evaluation-loop.js'
import type { Loop } from './loop.js'
import { trainingBatches } from './training-batches.js'
import type { BatchCounts } from './training-plan.js'

/**
 * Counts without drawing from the run's generator.
 * @throws ConfigError where a limit leaves nothing, or validation would never come
 */
export function countBatches(loop: Loop): BatchCounts {
  const { state } = loop
  const { options } = state
  const available = trainingBatches(loop, state.generator.clone()).length
  const limit = options.overfit_batches === null ? 'limit_train_batches' : 'overfit_batches'
  const train = limitBatches(`trainer.${limit}`, options.limit_train_batches, available)
  const validation = evaluationBatches(loop, 'validation')
  const validates = validation.some((batches) => batches > 0)
  const perEpoch = options.check_val_every_n_epoch !== null
  const interval = validates ? validationInterval(options.val_check_interval, train, perEpoch) : 1
  return { train, validation, validationInterval: interval }
}
