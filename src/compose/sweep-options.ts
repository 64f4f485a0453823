import type { BuiltInConfig } from './built-in-config.js'

const search = {
  ...{ n_trials: 20, direction: 'minimize', metric: null, seed: 0 },
  ...{ max_failures: null, filter: null, params: null },
}
const tpe = { n_startup_trials: 10, n_ei_candidates: 24 }
const sweeper = (name: string, content: BuiltInConfig['content']): BuiltInConfig => ({
  content: { _target_: `polyhead.sweepers.${name}`, ...content },
})

/** The options of `hydra/sweeper` and `hydra/launcher` that neither Hydra nor its plugins have. */
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
  'hydra/launcher/local': {
    content: {
      ...{ _target_: 'polyhead.launchers.LocalLauncher', slots: null, threads: null, memory: null },
      ...{ timeout: null, retries: 2, gpus: [] },
    },
  },
  'hydra/launcher/redis': {
    content: {
      ...{ _target_: 'polyhead.launchers.RedisLauncher', url: 'redis://127.0.0.1:6379', queue: 'polyhead' },
      ...{ slots: 16, retries: 2, results: 'shared' },
    },
  },
  'hydra/launcher/slurm': {
    content: {
      ...{ _target_: 'polyhead.launchers.SlurmLauncher', slots: 64, retries: 2, partition: null, account: null },
      ...{ qos: null, time: null, cpus: 1, memory: null, gpus: 0, options: {}, setup: [], poll: 1 },
    },
  },
}
