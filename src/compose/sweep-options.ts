import type { BuiltInConfigs } from './built-in-config.js'
import { anything, config, dict, type Fields, float, given, int, optional, text, texts } from './typed-fields.js'

/** Sweeps by key: a list is taken for its text. */
const params = (): Fields => ({
  params: given({ kind: 'dict', of: { kind: 'text', lists: true }, optional: true }, null),
})
const limits = (): Fields => ({ max_failures: optional('int'), filter: optional('text') })
const search = (): Fields => ({
  n_trials: int(20),
  direction: anything(null),
  metric: anything(null),
  seed: int(0),
  ...limits(),
  ...params(),
})
const tpe = (): Fields => ({ ...search(), n_startup_trials: int(10), n_ei_candidates: int(24) })

const sweeper = (name: string, fields: Fields) => config({ _target_: text(`polyhead.sweepers.${name}`), ...fields })
const launcher = (name: string, fields: Fields) => config({ _target_: text(`polyhead.launchers.${name}`), ...fields })

/** The options of `hydra/sweeper` and `hydra/launcher` that neither Hydra nor its plugins have. */
export const sweepOptions: BuiltInConfigs = {
  'hydra/sweeper/random': () => sweeper('RandomSweeper', search()),
  'hydra/sweeper/sobol': () => sweeper('SobolSweeper', search()),
  'hydra/sweeper/tpe': () => sweeper('TPESweeper', tpe()),
  'hydra/sweeper/asha': () =>
    sweeper('AshaSweeper', { ...tpe(), sampler: text('random'), min_resource: int(1), reduction_factor: int(3) }),
  'hydra/sweeper/median': () =>
    sweeper('MedianSweeper', { ...tpe(), sampler: text('tpe'), n_warmup_trials: int(5), n_warmup_steps: int(0) }),
  'hydra/sweeper/nsga2': () =>
    sweeper('NSGA2Sweeper', { ...search(), population_size: int(50), crossover_prob: float(0.9) }),
  'hydra/sweeper/list': () => sweeper('ListSweeper', { file: text('???'), ...limits(), ...params() }),
  'hydra/sweeper/concat': () => sweeper('ConcatSweeper', { grids: anything('???'), ...limits(), ...params() }),
  'hydra/launcher/local': () =>
    launcher('LocalLauncher', {
      slots: optional('int'),
      threads: optional('int'),
      memory: optional('float'),
      timeout: optional('float'),
      retries: int(2),
      gpus: anything([]),
    }),
  'hydra/launcher/redis': () =>
    launcher('RedisLauncher', {
      url: text('redis://127.0.0.1:6379'),
      queue: text('polyhead'),
      slots: int(16),
      retries: int(2),
      results: text('shared'),
    }),
  'hydra/launcher/slurm': () =>
    launcher('SlurmLauncher', {
      slots: int(64),
      retries: int(2),
      partition: optional('text'),
      account: optional('text'),
      qos: optional('text'),
      time: optional('float'),
      cpus: int(1),
      memory: optional('float'),
      gpus: int(0),
      options: dict('any', {}),
      setup: texts(),
      poll: float(1),
    }),
}
