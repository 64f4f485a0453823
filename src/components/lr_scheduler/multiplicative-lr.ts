import type { ParamGroup } from '../../nn/optimizer.js'
import { LambdaScheduler } from './lambda-scheduler.js'

/** The learning rate times an expression of the epoch, at each step: torch.optim.lr_scheduler.MultiplicativeLR. */
export class MultiplicativeLR extends LambdaScheduler {
  protected override nextLr({ lr }: ParamGroup, index: number): number {
    return this.isInitial ? lr : lr * this.factor(index)
  }
}
