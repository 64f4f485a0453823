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
<<<<<<< HEAD
=======
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
  'hydra/launcher/redis': launcher('RedisLauncher', {
    ...{ url: 'redis://127.0.0.1:6379', queue: 'polyhead', slots: 16, retries: 2, results: 'shared' },
  }),
  'hydra/launcher/slurm': launcher('SlurmLauncher', {
    ...{ slots: 64, retries: 2, partition: null, account: null, qos: null, time: null, cpus: 1, memory: null },
    ...{ gpus: 0, options: {}, setup: [], poll: 1 },
  }),
  'hydra/launcher/submitit_slurm': launcher('SubmititLauncher', {
    ...{ submitit_folder: null, timeout_min: 60, cpus_per_task: null, gpus_per_node: null, tasks_per_node: 1 },
    ...{ mem_gb: null, nodes: 1, name: '${hydra.job.name}', stderr_to_stdout: false, partition: null, qos: null },
    ...{ comment: null, constraint: null, exclude: null, gres: null, cpus_per_gpu: null, gpus_per_task: null },
    ...{ mem_per_gpu: null, mem_per_cpu: null, account: null, signal_delay_s: 120, max_num_timeout: 0 },
    ...{ additional_parameters: {}, array_parallelism: 256, setup: null },
  }),
  'hydra/launcher/joblib': launcher('JoblibLauncher', {
    ...{ n_jobs: -1, backend: null, prefer: 'processes', require: null, verbose: 0, timeout: null },
    ...{ pre_dispatch: '2*n_jobs', batch_size: 'auto', temp_folder: null, max_nbytes: null, mmap_mode: 'r' },
  }),
>>>>>>> d874541 (Jobs of a sweep run on workers of a queue in Redis, and on a Slurm cluster)
}
