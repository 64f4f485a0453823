import { endedTrials, type Pruner, type Trial } from './search-trials.js'

/**
 * Asynchronous successive halving: at each rung (1, 3, 9 … reports) only the best third of those that came so far goes
 * on. After L. Li et al., 2020.
 */
export class AshaPruner implements Pruner {
  readonly patience: NonNullable<Pruner['patience']>
  readonly #first: number
  readonly #factor: number

  /** @param first how many reports the first rung takes @param factor one of so many goes on */
  constructor({ first, factor }: { first: number; factor: number }) {
    this.#first = first
    this.#factor = factor
    this.patience = { key: 'hydra.sweeper.min_resource', reports: first }
  }

  prunes(trial: Trial, step: number, trials: readonly Trial[]): boolean {
    if (!this.#isRung(step + 1)) return false
    const own = trial.reports.get(step) as number
    if (!Number.isFinite(own)) return true
    const all = trials.flatMap(({ reports }) => reports.get(step) ?? []).sort((a, b) => a - b)
    const places = Math.max(1, Math.floor(all.length / this.#factor))
    return own > (all[places - 1] as number)
  }

  #isRung(reports: number): boolean {
    for (let rung = this.#first; rung <= reports; rung *= this.#factor) if (rung === reports) return true
    return false
  }
}

/** Ends what is, at its best, worse than half of the trials that ended were at the same step. */
export class MedianPruner implements Pruner {
  readonly patience: NonNullable<Pruner['patience']>
  readonly startup: NonNullable<Pruner['startup']>
  readonly #warmup: number

  /** @param startup trials that must have ended before @param warmup steps at which none is ended */
  constructor({ startup, warmup }: { startup: number; warmup: number }) {
    this.startup = { key: 'hydra.sweeper.n_warmup_trials', trials: startup }
    this.#warmup = warmup
    this.patience = { key: 'hydra.sweeper.n_warmup_steps', reports: warmup + 1 }
  }

  prunes(trial: Trial, step: number, trials: readonly Trial[]): boolean {
    const ended = endedTrials(trials)
    if (ended.length < this.startup.trials || step < this.#warmup) return false
    const others = ended.flatMap(({ reports }) => reports.get(step) ?? []).sort((a, b) => a - b)
    if (others.length === 0) return false
    const middle = others.length / 2
    const median = ((others[Math.ceil(middle) - 1] as number) + (others[Math.floor(middle)] as number)) / 2
    return [...trial.reports.values()].every((value) => value > median)
  }
}
