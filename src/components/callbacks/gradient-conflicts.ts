import { conflictsOf } from '../../nn/linear-algebra/conflicts.js'
import type { Algorithm, Batch, TaskGramian, TrainingOutputs } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { MetricValues } from '../../training/metric.js'
import type { TrainerState } from '../../training/trainer-state.js'
import type { FirstLogged, TrainingPlan } from '../../training/training-plan.js'

/** Keys of `GradientConflicts`. */
export interface GradientConflictsParams {
  /** Looks at every so many-th step. Default: 50. */
  every_n_steps?: number
}

/**
 * Logs how the tasks' gradients of the shared parameters lie to each other: `grad_cosine_<t>_<u>` of each pair present
 * (`grad_cosine_<t>__<u>` of tasks with names), `grad_conflict_rate`, `grad_norm_<t>`. A weighting that looks at
 * gradients has them already; else they are computed as in evaluation (no dropout, running statistics), which changes
 * nothing of the run.
 */
export class GradientConflicts implements Callback {
  readonly #every: number
  #found: TaskGramian | undefined
  #nameOf: (taskId: number) => string = String

  constructor({ every_n_steps = 50 }: GradientConflictsParams = {}) {
    this.#every = every_n_steps
  }

  logsFrom(plan: TrainingPlan): ReadonlyMap<string, FirstLogged> {
    this.#nameOf = plan.taskName
    const batch = plan.batchOfStep(this.#every)
    const hint = 'a smaller every_n_steps logs it earlier'
    const names = plan.algorithm.trainTasks.map((taskId) => `grad_norm_${plan.taskName(taskId)}`)
    return new Map(['grad_conflict_rate', ...names].map((name) => [name, { batch, hint }]))
  }

  /** Before the step changes the weights. */
  async onTrainBatchStart(trainer: TrainerState, algorithm: Algorithm, batch: Batch): Promise<void> {
    this.#found = undefined
    if (!this.#isDue(trainer) || givesItself(algorithm)) return
    this.#found = await algorithm.taskGramian?.(batch)
  }

  async onTrainBatchEnd(trainer: TrainerState, _algorithm: Algorithm, outputs: TrainingOutputs): Promise<void> {
    const found = outputs.taskGramian ?? this.#found
    if (!found || !this.#isDue(trainer)) return
    await trainer.logNow(valuesOf(found, this.#nameOf), { step: trainer.loggedStep, epoch: trainer.currentEpoch })
  }

  #isDue({ loggedStep }: TrainerState): boolean {
    return (loggedStep + 1) % this.#every === 0
  }
}

function givesItself(algorithm: Algorithm): boolean {
  const { weighting } = algorithm as { weighting?: { looksAt?: string } }
  return weighting?.looksAt === 'gradients'
}

function valuesOf({ taskIds, gramian }: TaskGramian, nameOf: (taskId: number) => string): MetricValues {
  const { norms, cosines, rate } = conflictsOf(gramian)
  const values: MetricValues = { grad_conflict_rate: rate }
  for (const [i, taskId] of taskIds.entries()) {
    values[`grad_norm_${nameOf(taskId)}`] = norms[i] as number
    for (let j = 0; j < i; j++) {
      values[`grad_cosine_${pairName(nameOf(taskIds[j] as number), nameOf(taskId))}`] = cosines[i]?.[j] as number
    }
  }
  return values
}

/** Names may hold a single `_`: two part them. */
function pairName(first: string, second: string): string {
  return /^\d+$/.test(`${first}${second}`) ? `${first}_${second}` : `${first}__${second}`
}
