import { ConfigError } from '../util/diagnostic.js'

/**
 * For what takes one task alone.
 * @param choice as it is chosen: `heads=head_stl`
 * @throws ConfigError where there are more
 */
export function requireOneTask(choice: string, taskIds: readonly number[]): void {
  if (taskIds.length === 1) return
  throw new ConfigError({
    code: 'one-task',
    path: 'train_tasks',
    message: `${choice} is for one task, but train_tasks names ${taskIds.length}`,
    // Either of them works whatever else was chosen.
    hint: "name one task: 'train_tasks=[1]' 'eval_tasks=[1]'; for several: algorithm=joint_learning heads=heads_mtl",
  })
}
