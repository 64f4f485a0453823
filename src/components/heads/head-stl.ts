import type { NumClasses } from '../../nn/heads.js'
import { requireOneTask } from '../one-task.js'
import { HeadsMTL } from './heads-mtl.js'

/** The one head of single-task learning. */
export class HeadSTL extends HeadsMTL {
  /** @throws ConfigError where there is more than one task. */
  override setupTasks(taskIds: readonly number[], numClasses: NumClasses, options?: { separate: boolean }): void {
    requireOneTask('heads=head_stl', taskIds)
    super.setupTasks(taskIds, numClasses, options)
  }

  protected override headName(): string {
    return 'head.head'
  }
}
