import type { Stage } from '../nn/module.js'
import { RunError } from '../util/run-error.js'
import { firstWeight } from './first-non-finite.js'
import type { Loop } from './loop.js'
import type { BatchResult } from './metric.js'
import type { PendingResult } from './pending-results.js'

const hint =
  'try a smaller optimizer.lr, or ++trainer.gradient_clip_val=1; ++trainer.terminate_on_nan=false goes on anyway'
const loadedHint = 'the weights were loaded so: take others; ++trainer.terminate_on_nan=false goes on anyway'
const untrainedHint =
  'nothing was trained yet: look at the weights that were loaded, and at the mean and std of the data; ' +
  '++trainer.terminate_on_nan=false goes on anyway'
const inputHint = 'look for values in the data, or in its mean and std, that are no numbers'

/**
 * @param before what the story was so far.
 * @throws RunError where a batch's loss is not finite, unless the trainer's `terminate_on_nan` is off.
 */
export async function requireFiniteLoss(
  { state }: Loop,
  stage: Stage,
  { loss_cls, taskId }: BatchResult,
  at: PendingResult,
  before = '',
): Promise<void> {
  if (Number.isFinite(loss_cls) || !state.options.terminate_on_nan) return
  const loss = stage === 'train' ? 'training loss' : `${stage} loss of task ${taskId}`
  const epoch = state.sanityChecking ? 'the check before training' : `epoch ${at.epoch + 1}`
  const place = `${stage === 'test' ? '' : `${epoch}, `}batch ${at.batchIdx + 1}`
  const first = await at.explain()
  const untrained = stage !== 'train' && state.totalBatches === 0
  const ofModel = untrained ? (first.startsWith('the weight') ? loadedHint : untrainedHint) : hint
  throw new RunError(`the ${loss} became ${loss_cls} in ${place}${before}; first not finite: ${first}`, {
    hint: first.startsWith('the input') ? inputHint : ofModel,
  })
}

/**
 * After the steps of an epoch, whose last one no loss tells of.
 * @throws RunError where a weight is not finite, unless the trainer's `terminate_on_nan` is off.
 */
export async function requireFiniteWeights({ state, algorithm }: Loop): Promise<void> {
  if (!state.options.terminate_on_nan) return
  const weight = await firstWeight(algorithm)
  if (weight === undefined) return
  throw new RunError(`after epoch ${state.currentEpoch + 1} the weight ${weight} is not finite`, { hint })
}
