/** What other projects call the groups that polyhead has, by polyhead's names. */
const names: Readonly<Record<string, readonly string[]>> = {
  dataset: ['data', 'dataset', 'datasets', 'datamodule', 'data_module', 'dm', 'mtl_dataset', 'stl_dataset'],
  backbone: ['model', 'models', 'net', 'network', 'encoder', 'backbone', 'arch', 'architecture'],
  heads: ['head', 'heads', 'decoder'],
  algorithm: ['algorithm', 'algo', 'agent', 'module', 'task', 'mtl_algorithm', 'stl_algorithm'],
  optimizer: ['optimizer', 'optim', 'optimizers', 'opt'],
  lr_scheduler: ['scheduler', 'lr_scheduler', 'schedulers', 'sched'],
  trainer: ['trainer', 'train', 'training'],
  callbacks: ['callback', 'callbacks'],
  loggers: ['logger', 'loggers', 'logging', 'log', 'lightning_loggers'],
  metrics: ['metric', 'metrics', 'eval_metrics'],
  experiment: ['experiment', 'experiments', 'exp', 'exps', 'recipe', 'recipes'],
}

const byName = new Map(Object.entries(names).flatMap(([own, theirs]) => theirs.map((name) => [name, own] as const)))

/** Polyhead's group for what a group of another project holds, such as `dataset` for `data`; undefined: none. */
export function ownGroup(group: string): string | undefined {
  return byName.get(group.toLowerCase())
}
