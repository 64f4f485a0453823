import type { BuiltInConfig } from './built-in-config.js'

const search = {
  ...{ n_trials: 20, direction: 'minimize', metric: null, seed: 0 },
  ...{ max_failures: null, filter: null, params: null },
}
const tpe = { n_startup_trials: 10, n_ei_candidates: 24 }
const sweeper = (name: string, content: BuiltInConfig['content']): BuiltInConfig => ({
  content: { _target_: `polyhead.sweepers.${name}`, ...content },
})
const launcher = (name: string, content: BuiltInConfig['content']): BuiltInConfig => ({
  content: { _target_: `polyhead.launchers.${name}`, ...content },
})
/** A sampler by the name that the hydra-optuna-sweeper plugin gives it. */
const optunaSampler = (name: string, content: BuiltInConfig['content'] = {}): BuiltInConfig => ({
  content: { _target_: `optuna.samplers.${name}`, ...content },
})

/** The options of `hydra/sweeper` and `hydra/launcher` that Hydra itself has not; a folder's own take their place. */
export const sweepOptions: Readonly<Record<string, BuiltInConfig>> = {
  'hydra/sweeper/random': sweeper('RandomSweeper', search),
  'hydra/sweeper/sobol': sweeper('SobolSweeper', search),
  'hydra/sweeper/tpe': sweeper('TPESweeper', { ...search, ...tpe }),
  'hydra/sweeper/asha': sweeper('AshaSweeper', {
    ...{ ...search, ...tpe },
    ...{ sampler: 'random', min_resource: 1, reduction_factor: 3 },
  }),
  'hydra/sweeper/median': sweeper('MedianSweeper', {
    ...{ ...search, ...tpe },
    ...{ sampler: 'tpe', n_warmup_trials: 5, n_warmup_steps: 0 },
  }),
  'hydra/sweeper/nsga2': sweeper('NSGA2Sweeper', { ...search, population_size: 50, crossover_prob: 0.9 }),
  'hydra/sweeper/list': sweeper('ListSweeper', { file: '???', max_failures: null, filter: null, params: null }),
  'hydra/sweeper/concat': sweeper('ConcatSweeper', { grids: '???', max_failures: null, filter: null }),
  'hydra/sweeper/optuna': {
    defaults: [{ sampler: 'tpe' }],
    content: {
      ...{ _target_: 'polyhead.sweepers.OptunaSweeper', _recursive_: false },
      ...{ direction: 'minimize', storage: null, study_name: null, n_trials: 20, n_jobs: 2 },
      ...{ max_failure_rate: 0.0, search_space: null, params: null, custom_search_space: null },
      ...{ metric: null, filter: null },
    },
  },
  'hydra/sweeper/sampler/tpe': optunaSampler('TPESampler', {
    ...{ seed: null, consider_prior: true, prior_weight: 1.0, consider_magic_clip: true, consider_endpoints: false },
    ...{ n_startup_trials: 10, n_ei_candidates: 24, multivariate: false, warn_independent_sampling: true },
  }),
  'hydra/sweeper/sampler/random': optunaSampler('RandomSampler', { seed: null }),
  'hydra/sweeper/sampler/grid': optunaSampler('GridSampler'),
  'hydra/sweeper/sampler/nsgaii': optunaSampler('NSGAIISampler', {
    ...{ population_size: 50, mutation_prob: null, crossover_prob: 0.9, swapping_prob: 0.5, seed: null },
  }),
  'hydra/launcher/local': launcher('LocalLauncher', {
    ...{ slots: null, threads: null, memory: null, timeout: null, retries: 2, gpus: [] },
  }),
  'hydra/launcher/joblib': launcher('JoblibLauncher', {
    ...{ n_jobs: -1, backend: null, prefer: 'processes', require: null, verbose: 0, timeout: null },
    ...{ pre_dispatch: '2*n_jobs', batch_size: 'auto', temp_folder: null, max_nbytes: null, mmap_mode: 'r' },
  }),
}
