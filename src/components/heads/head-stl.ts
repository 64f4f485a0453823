import type { NumClasses } from '../../nn/heads.js'
import { ConfigError } from '../../util/diagnostic.js'
import { HeadsMTL } from './heads-mtl.js'

/** The one head of single-task learning. */
export class HeadSTL extends HeadsMTL {
  /** @throws ConfigError where there is more than one task. */
  override setupTasks(taskIds: readonly number[], numClasses: NumClasses): void {
    if (taskIds.length !== 1) {
      throw new ConfigError({
        code: 'one-task',
        path: 'train_tasks',
        message: `heads=head_stl is for one task, but train_tasks names ${taskIds.length}`,
        hint: "name one task, such as 'train_tasks=[1]', or use heads=heads_mtl",
      })
    }
    super.setupTasks(taskIds, numClasses)
  }

  protected override headName(): string {
    return 'head.head'
  }
}
