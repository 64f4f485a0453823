import { type TargetKind, targetKind } from '../../nn/losses/task-loss.js'
import type { FirstLogged, TrainingPlan } from '../../training/training-plan.js'

/** When the values that a metric logs of validations are there first. @param fits tasks with other targets have none */
export function validationNames(
  plan: TrainingPlan,
  key: string,
  fits: readonly TargetKind[],
): ReadonlyMap<string, FirstLogged> {
  const { algorithm, batches, taskName } = plan
  const tasks = algorithm.trainTasks.map((taskId, index) => {
    const own = fits.includes(targetKind(plan.loss(taskId)))
    return { taskId, own, batches: batches.validation[index] as number }
  })
  const most = tasks.reduce((found, { own, batches: count }) => Math.max(found, own ? count : 0), 0)
  const fitting = tasks.some(({ own }) => own)
  const names = new Map([[`learning_curve/val/${key}`, fitting ? firstValidation(plan, most) : never]])
  for (const { taskId, own, batches: count } of tasks) {
    names.set(`task/val/${key}_${taskName(taskId)}`, own ? firstValidation(plan, count) : never)
  }
  return names
}

const never: FirstLogged = {
  batch: Number.POSITIVE_INFINITY,
  hint: "it does not fit the task's loss: look at dataset.tasks",
}

/** When what validation logs of so many batches is there first. */
function firstValidation({ options, firstValidation: batch }: TrainingPlan, batches: number): FirstLogged {
  if (batches === 0) {
    const off = options.limit_val_batches === 0
    const hint = off
      ? '++trainer.limit_val_batches=1.0 validates'
      : '++dataset.validation_percentage=0.1 splits rows off'
    return { batch: Number.POSITIVE_INFINITY, hint }
  }
  const everyEpoch = options.check_val_every_n_epoch ?? 1
  const sooner = everyEpoch > 1 ? '++trainer.check_val_every_n_epoch=1' : 'a smaller trainer.val_check_interval'
  return { batch, hint: `${sooner} validates earlier` }
}
