import { NSGA2Sampler } from './nsga2.js'
import { AshaPruner, MedianPruner } from './pruners.js'
import { RandomSampler } from './random-sampler.js'
import { type SearchParams, SearchSweeper } from './search-sweeper.js'
import { SobolSampler } from './sobol.js'
import { TPESampler } from './tpe.js'

/** Draws each job at random. */
export class RandomSweeper extends SearchSweeper {
  constructor(params: SearchParams = {}) {
    super(params, new RandomSampler())
  }
}

/** Fills the space evenly. */
export class SobolSweeper extends SearchSweeper {
  constructor(params: SearchParams = {}) {
    super(params, new SobolSampler(params.seed ?? 0))
  }
}

export interface TPEParams extends SearchParams {
  /** Jobs that are drawn at random first. Default: 10. */
  n_startup_trials?: number
  /** Candidates of which the most promising one is taken. Default: 24. */
  n_ei_candidates?: number
}

/** Looks where good jobs lie closer together than others. */
export class TPESweeper extends SearchSweeper {
  constructor(params: TPEParams = {}) {
    super(params, tpe(params))
  }
}

function tpe({ n_startup_trials, n_ei_candidates }: TPEParams): TPESampler {
  return new TPESampler({ startup: n_startup_trials ?? 10, candidates: n_ei_candidates ?? 24 })
}

export interface AshaParams extends TPEParams {
  /** What chooses the points. Default: `random`. */
  sampler?: 'random' | 'tpe'
  /** Reports after which the first jobs are ended. Default: 1. */
  min_resource?: number
  /** One of so many goes on at each rung. Default: 3. */
  reduction_factor?: number
}

/** Ends early what is not among the best at a rung. */
export class AshaSweeper extends SearchSweeper {
  constructor(params: AshaParams = {}) {
    const pruner = new AshaPruner({ first: params.min_resource ?? 1, factor: params.reduction_factor ?? 3 })
    super(params, params.sampler === 'tpe' ? tpe(params) : new RandomSampler(), pruner)
  }
}

export interface MedianParams extends TPEParams {
  /** What chooses the points. Default: `tpe`. */
  sampler?: 'random' | 'tpe'
  /** Jobs that have ended before one is ended early. Default: 5. */
  n_warmup_trials?: number
  /** Reports at which none is ended. Default: 0. */
  n_warmup_steps?: number
}

/** Ends early what is worse than half of the others were at the same step. */
export class MedianSweeper extends SearchSweeper {
  constructor(params: MedianParams = {}) {
    const pruner = new MedianPruner({ startup: params.n_warmup_trials ?? 5, warmup: params.n_warmup_steps ?? 0 })
    super(params, params.sampler === 'random' ? new RandomSampler() : tpe(params), pruner)
  }
}

export interface NSGA2Params extends SearchParams {
  /** Jobs that may be parents; as many are drawn at random first. Default: 50. */
  population_size?: number
  /** How likely a job has two parents. Default: 0.9. */
  crossover_prob?: number
}

/** Looks for the jobs that no other one beats at every metric. */
export class NSGA2Sweeper extends SearchSweeper {
  constructor(params: NSGA2Params = {}) {
    super(
      params,
      new NSGA2Sampler({ population: params.population_size ?? 50, crossover: params.crossover_prob ?? 0.9 }),
    )
  }
}
