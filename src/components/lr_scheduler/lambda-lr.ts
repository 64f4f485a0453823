import type { ParamGroup } from '../../nn/optimizer.js'
import { LambdaScheduler } from './lambda-scheduler.js'

/** The initial learning rate times an expression of the epoch: torch.optim.lr_scheduler.LambdaLR. */
export class LambdaLR extends LambdaScheduler {
  protected override nextLr(_group: ParamGroup, index: number): number {
    return (this.baseLrs[index] as number) * this.factor(index)
  }
}
