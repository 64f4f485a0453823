import { toPlain } from '../config/index.js'
import type { MapNode } from '../config/node.js'

/** Tasks as ids: `3` is `[1, 2, 3]`. @param root resolved and valid */
export function taskIds(root: MapNode, key: 'train_tasks' | 'eval_tasks'): number[] {
  const value = toPlain(root.entries.get(key) ?? { kind: 'null', value: null })
  if (typeof value === 'number') return Array.from({ length: value }, (_, i) => i + 1)
  return value as number[]
}

/** The seed; null: none. @param root resolved and valid */
export function seedOf(root: MapNode): number | null {
  const seed = root.entries.get('seed')
  return seed?.kind === 'int' ? Number(seed.value) : null
}
