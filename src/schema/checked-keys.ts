import { componentGroups } from '../registry/manifest.js'

/** Root keys that polyhead gives a meaning; others are the user's own. */
export const checkedKeys: ReadonlySet<string> = new Set([
  ...componentGroups,
  'seed',
  'train_tasks',
  'eval_tasks',
  'expected',
])
