import type { Dimension } from './dimension.js'
import type { RandomNumbers } from './random-numbers.js'

/** A job of a search. */
export interface Trial {
  num: number
  /** A value of each dimension. */
  point: readonly number[]
  /** What is to be as small as can be, one for each metric; undefined while it runs, and where it failed. */
  values: readonly number[] | undefined
  /** Orders trials, those that were pruned among them: the first number that differs decides. */
  rank: number[] | undefined
  /** What it reported, by step, of what is to be as small as can be. */
  reports: Map<number, number>
}

/** One whose values are known. */
export type EndedTrial = Trial & { values: readonly number[] }

export function endedTrials(trials: Iterable<Trial>): EndedTrial[] {
  return [...trials].filter((trial): trial is EndedTrial => trial.values !== undefined)
}

/** Chooses the point of the next trial. */
export interface Sampler {
  /** Its points are the same whatever came of others: no metric need count. */
  readonly ignoresResults?: boolean
  /** @param trials all that were started before, in order */
  point(
    dimensions: readonly Dimension[],
    trials: readonly Trial[],
    random: RandomNumbers,
    num: number,
  ): readonly number[]
}

/** Says which trials are not worth going on with. */
export interface Pruner {
  /** How many reports a job gives before it may be ended, and the key that says so. */
  readonly patience?: { key: string; reports: number }
  /** How many trials must have ended before one is ended early, by which key. Default: none. */
  readonly startup?: { key: string; trials: number }
  /** @param trial which has just reported at `step` */
  prunes(trial: Trial, step: number, trials: readonly Trial[]): boolean
}
