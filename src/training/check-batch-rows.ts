import { counted } from '../util/counted.js'
import type { Diagnostic } from '../util/diagnostic.js'
import type { Loop } from './loop.js'
import type { TrainingPlan } from './training-plan.js'

/** A training batch of fewer rows than the network can learn from. */
export function checkBatchRows({ dataset, state }: Loop, { algorithm, batches }: TrainingPlan): Diagnostic[] {
  const least = algorithm.minimumRows?.(dataset.sampleShape) ?? 1
  const { batchSize } = dataset
  const path = 'dataset.batch_size'
  const wrong = (what: string, hint: string): Diagnostic[] => {
    const message = `${what}, but batch normalization needs at least ${least} rows in a batch`
    return [{ code: 'batch-norm-needs-rows', path, message, hint }]
  }
  if (batches.train === 0) return []
  if (batchSize < least)
    return wrong(`${path} is ${batchSize}`, 'a larger one, or ++backbone.batch_normalization=false')
  // a copy, because counting must not draw from the run's own generator
  const { rows, length } = dataset.trainBatches(state.generator.clone())
  const last = rows === undefined || batches.train < length ? batchSize : rows - (length - 1) * batchSize
  if (last >= least) return []
  return wrong(`the last batch of an epoch has ${counted(last, 'row')}`, 'leave it out by ++dataset.drop_last=true')
}
