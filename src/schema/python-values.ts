import type { Key, MapNode, Node } from '../config/node.js'

/** Objects of Python's and Lightning's that are plain values here. */
const profiler = /^(?:lightning\.pytorch|pytorch_lightning)\.profilers\.(?:\w+\.)?(\w+)Profiler$/
const strategy = /^(?:lightning\.pytorch|pytorch_lightning)\.strategies\.(?:\w+\.)?(\w+)Strategy$/
const timedelta = 'datetime.timedelta'

/** Keys of the trainer and of callbacks that trees for Lightning give such an object. */
const KEYS = ['profiler', 'strategy', 'max_time', 'duration', 'train_time_interval'] as const

/** What an object that a `_target_` names is here, in words; undefined: it is none of these. */
export function pythonValueName(target: string): string | undefined {
  if (target === timedelta) return 'a dict such as {hours: 1}'
  const name = nameOf(target)
  if (name === undefined) return undefined
  return `trainer.${profiler.test(target) ? 'profiler' : 'strategy'}=${name}`
}

/** The trainer's node, or a callback's, with values in place of such objects; unchanged where there are none. */
export function withPythonValues(node: MapNode): MapNode {
  let entries: Map<Key, Node> | undefined
  for (const key of KEYS) {
    const value = node.entries.get(key)
    const plain = value?.kind === 'map' ? plainValue(value) : undefined
    if (plain) entries = (entries ?? new Map(node.entries)).set(key, plain)
  }
  return entries ? { ...node, entries } : node
}

function plainValue(node: MapNode): Node | undefined {
  const target = node.entries.get('_target_')
  if (target?.kind !== 'string') return undefined
  if (target.value === timedelta) {
    const entries = new Map([...node.entries].filter(([key]) => key !== '_target_'))
    return { ...node, entries }
  }
  const value = nameOf(target.value)
  return value === undefined ? undefined : { ...target, value }
}

/** As the trainer takes it in a string: `simple`, `ddp`. */
function nameOf(target: string): string | undefined {
  const profiles = profiler.exec(target)?.[1]
  if (profiles !== undefined) return profiles.toLowerCase()
  return strategy
    .exec(target)?.[1]
    ?.replace(/([a-z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}
