/** What configs that are written for another program may call what polyhead has under a name of its own. */
const THEIRS: Readonly<Record<string, readonly string[]>> = {
  seed: ['global_seed'],
  dataset: ['mtl_dataset', 'stl_dataset'],
  algorithm: ['mtl_algorithm', 'stl_algorithm'],
  loggers: ['lightning_loggers'],
}

/** The key, or group, of a config that stands for one of polyhead's that it does not have: `global_seed` for `seed`. */
export function counterpart(there: { has(key: string): boolean }, name: string): string | undefined {
  if (!Object.hasOwn(THEIRS, name)) return undefined
  return THEIRS[name]?.find((key) => there.has(key))
}
