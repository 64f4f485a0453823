import { joinPath } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import { intOf, type Rule, textOf, wrong } from './rule.js'

/** A warning where a scheduler's step lies beyond the last epoch: it would never change the learning rate. */
export const schedulerSteps: Rule = {
  name: 'scheduler-beyond-epochs',
  check(root) {
    const epochs = intOf(entryAt(root, 'trainer', 'max_epochs'))
    // A scheduler that steps by batches counts something else.
    if (epochs === undefined || textOf(entryAt(root, 'lr_scheduler', 'interval')) === 'step') return []
    const milestones = entryAt(root, 'lr_scheduler', 'milestones')
    const steps = [
      ['lr_scheduler.step_size', entryAt(root, 'lr_scheduler', 'step_size')] as const,
      ...(milestones?.kind === 'list'
        ? milestones.items.map((item, index) => [joinPath('lr_scheduler.milestones', index), item] as const)
        : []),
    ]
    return steps.flatMap(([path, node]) => {
      const step = intOf(node)
      if (node === undefined || step === undefined || step <= epochs) return []
      const message = `${path} is ${step}, but training ends after ${epochs} epochs (trainer.max_epochs)`
      return wrong(schedulerSteps.name, path, node, message, { severity: 'warning' })
    })
  },
}
