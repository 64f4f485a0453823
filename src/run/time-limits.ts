import { childPath, entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { changedValues, isBelow } from './changed-values.js'

const ends = 'trainer.max_time'

/** Whether something that ends training by the clock is not in both configs, or not the same. */
export function differInTime(before: MapNode, after: MapNode, registry: Registry): boolean {
  const timed = [before, after].flatMap((root) => timersIn(root, registry))
  return changedValues(before, after).some(({ path }) => [ends, ...timed].some((key) => isOn(path, key)))
}

/** A key, what lies below it, or what holds it. */
function isOn(path: string, key: string): boolean {
  return isBelow(path, key) || isBelow(key, path)
}

function timersIn(root: MapNode, registry: Registry): string[] {
  const callbacks = entryAt(root, 'callbacks')
  if (callbacks?.kind !== 'map') return []
  return [...callbacks.entries].flatMap(([name, node]) =>
    isTimer(node, registry) ? [childPath('callbacks', callbacks, name)] : [],
  )
}

function isTimer(node: Node, registry: Registry): boolean {
  const target = entryAt(node, '_target_')
  return target?.kind === 'string' && registry.find(target.value)?.target === 'polyhead.callbacks.Timer'
}
