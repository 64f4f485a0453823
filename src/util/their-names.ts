/** What polyhead has under a name of its own, and how others call it: trees of CLArena's, and trees of any program. */
const names: Readonly<Record<string, { clarena?: readonly string[]; others: readonly string[] }>> = {
  seed: { clarena: ['global_seed'], others: [] },
  dataset: {
    clarena: ['mtl_dataset', 'stl_dataset'],
    others: ['data', 'dataset', 'datasets', 'datamodule', 'data_module', 'dm'],
  },
  backbone: { others: ['model', 'models', 'net', 'network', 'encoder', 'backbone', 'arch', 'architecture'] },
  heads: { others: ['head', 'heads', 'decoder'] },
  algorithm: {
    clarena: ['mtl_algorithm', 'stl_algorithm'],
    others: ['algorithm', 'algo', 'agent', 'module', 'task'],
  },
  optimizer: { others: ['optimizer', 'optim', 'optimizers', 'opt'] },
  lr_scheduler: { others: ['scheduler', 'lr_scheduler', 'schedulers', 'sched'] },
  trainer: { others: ['trainer', 'train', 'training'] },
  callbacks: { others: ['callback', 'callbacks'] },
  loggers: { clarena: ['lightning_loggers'], others: ['logger', 'loggers', 'logging', 'log'] },
  metrics: { others: ['metric', 'metrics', 'eval_metrics'] },
  experiment: { others: ['experiment', 'experiments', 'exp', 'exps', 'recipe', 'recipes'] },
}

/** What only CLArena has another name for is a value, and no group. */
const byName = new Map(
  Object.entries(names).flatMap(([own, { clarena = [], others }]) =>
    others.length > 0 ? [...clarena, ...others].map((name) => [name, own] as const) : [],
  ),
)

/** The key, or group, of a config of CLArena's that stands for one of polyhead's: `global_seed` for `seed`. */
export function counterpart(there: { has(key: string): boolean }, name: string): string | undefined {
  return Object.hasOwn(names, name) ? names[name]?.clarena?.find((key) => there.has(key)) : undefined
}

/** Where an option of one of polyhead's groups goes in a config of CLArena's; undefined: there is no other place. */
export function theirPlace(there: { has(key: string): boolean }, group: string): string | undefined {
  if (group !== 'weighting') return counterpart(there, group)
  return there.has('mtl_algorithm') ? 'mtl_algorithm.weighting' : undefined
}

/**
 * A root key of CLArena's that stands for one of polyhead's of the same meaning, by that one's name: `loggers` for
 * `lightning_loggers`.
 */
export function ownKey(theirs: string): string | undefined {
  return Object.keys(names).find((own) => names[own]?.clarena?.includes(theirs))
}

/** Polyhead's group for what a group of another project holds, such as `dataset` for `data`; undefined: none. */
export function ownGroup(group: string): string | undefined {
  return byName.get(group.toLowerCase())
}
