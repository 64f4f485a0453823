import { ArithmeticError } from '../../config/packs/arithmetic.js'
import { BaseScheduler, type SchedulerParams } from '../../nn/base-scheduler.js'
import type { Optimizer } from '../../nn/optimizer.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { RunError } from '../../util/run-error.js'
import { type LrLambda, lambdaFault, lrLambda } from './lr-lambda.js'

/** Keys of the schedulers that take a function. */
export interface LambdaParams extends SchedulerParams {
  /** An expression of `epoch`, or one for each group of parameters. */
  readonly lr_lambda: string | readonly string[]
}

/** So many steps are tried before a run; what comes later is found when it comes. */
const TRIED = 1000

/** A schedule by expressions: each group has its own, or all the same. */
export abstract class LambdaScheduler extends BaseScheduler {
  readonly #texts: readonly string[]
  #factors: readonly LrLambda[] = []

  /** @throws ArithmeticError where an expression is none */
  constructor(params: LambdaParams) {
    super(params)
    this.#texts = typeof params.lr_lambda === 'string' ? [params.lr_lambda] : params.lr_lambda
  }

  override attach(optimizer: Optimizer): void {
    const { length } = optimizer.groups
    if (this.#texts.length !== 1 && this.#texts.length !== length) {
      throw new ConfigError({
        code: 'wrong-length',
        path: 'lr_scheduler.lr_lambda',
        message: `lr_lambda has ${this.#texts.length} expressions, but the optimizer has ${length} parameter groups`,
      })
    }
    this.#factors = this.#texts.map(lrLambda)
    super.attach(optimizer)
  }

  override check(calls: number, path: string): Diagnostic[] {
    const why = this.#texts.map((text) => lambdaFault(text, Math.min(calls, TRIED))).find((fault) => fault)
    return why === undefined
      ? []
      : [{ code: 'not-arithmetic', path: `${path}.lr_lambda`, message: `lr_lambda: ${why}` }]
  }

  /** Of a group at this step. @throws RunError where the expression gives no number there */
  protected factor(index: number): number {
    try {
      return (this.#factors[index] ?? (this.#factors[0] as LrLambda))(this.lastEpoch)
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error
      const message = `lr_scheduler.lr_lambda fails at step ${this.lastEpoch} of the schedule: ${error.message}`
      throw new RunError(message, { cause: error, hint: 'give it a number for every step, or train for fewer' })
    }
  }
}
