import { nativeOnCuda } from '../../backends/find-native.js'
import { toPlain } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import { durationFault } from '../../training/duration.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { GPU_NAMES, lightningKeys } from './lightning-keys.js'

type Values = Readonly<Record<string, unknown>>

/** What a run without all that costs time cannot have. */
const NOT_BARE = ['fast_dev_run', 'detect_anomaly', 'profiler', 'profile'] as const

/**
 * What Lightning's Trainer takes and a run here does not, or takes without effect.
 * @param values of the trainer's keys, null for what is not set
 */
export function trainerFaults(values: Values, path: string): Diagnostic[] {
  const found = Object.entries(values).flatMap(([key, value]): Diagnostic[] => {
    const about = Object.hasOwn(lightningKeys, key) ? lightningKeys[key] : undefined
    if (!about || value === null || value === undefined) return []
    const at = `${path}.${key}`
    const refusal = about.refuse?.(value)
    if (refusal) {
      const message = `${at}=${shown(value)} is not possible: ${refusal.why}`
      return [{ code: 'not-here', path: at, message, hint: refusal.hint }]
    }
    const why = about.idle?.(value)
    if (why === undefined) return []
    return [{ code: 'no-effect', severity: 'warning', path: at, message: `${at} has no effect: ${why}` }]
  })
  return [...found, ...durationFault(values.max_time, `${path}.max_time`), ...bareFaults(values, path)]
}

function bareFaults(values: Values, path: string): Diagnostic[] {
  if (values.barebones !== true) return []
  return NOT_BARE.filter((key) => Boolean(values[key])).map((key) => ({
    code: 'contradiction',
    path: `${path}.${key}`,
    message: `${path}.${key} and ${path}.barebones cannot both be set: barebones does without all that takes time`,
    hint: `use ${path}.barebones=false`,
  }))
}

/** What a trainer's node says by itself, by where it stood last: the jobs of a sweep share it. */
const own = new WeakMap<Node, OwnFaults>()

interface OwnFaults {
  path: string
  accelerator: unknown
  faults: readonly Diagnostic[]
}

function ownFaults(node: Node, path: string): OwnFaults {
  const { default_root_dir: folder, ...others } = toPlain(node) as Values
  // trees set it to the folder of the output, by an interpolation: that is the run's own
  const values = entryAt(node, 'default_root_dir')?.via ? others : { ...others, default_root_dir: folder }
  const found = { path, accelerator: others.accelerator, faults: trainerFaults(values, path) }
  own.set(node, found)
  return found
}

/** The same of a config, with the accelerator that a chosen backend does not look at. */
export function checkTrainer(node: Node, path: string, root: Node): readonly Diagnostic[] {
  const known = own.get(node)
  const { accelerator, faults: ofItself } = known?.path === path ? known : ownFaults(node, path)
  const faults = [...ofItself, ...unusedAccelerator(accelerator, `${path}.accelerator`, root)]
  return faults.map((fault) => ({ ...fault, source: sourceOf(node as MapNode, fault.path.slice(path.length + 1)) }))
}

function unusedAccelerator(accelerator: unknown, path: string, root: Node): Diagnostic[] {
  const target = entryAt(root, 'backend', '_target_')
  const backend = target?.kind === 'string' ? target.value.split('.').at(-1) : undefined
  if (typeof accelerator !== 'string' || backend === undefined || backend === 'Auto') return []
  const wantsGpu = GPU_NAMES.includes(accelerator.toLowerCase())
  if (!wantsGpu && accelerator.toLowerCase() !== 'cpu') return []
  const told = entryAt(root, 'backend', 'gpu')
  const isGpu = backend === 'WebGPU' || (told?.kind === 'bool' ? told.value : undefined)
  // A native backend that is told nothing takes a card where it finds one.
  const isMet = isGpu === undefined ? !wantsGpu && !(backend === 'Native' && nativeOnCuda()) : isGpu === wantsGpu
  if (isMet) return []
  const message = `${path}=${accelerator} has no effect: backend=${backend.toLowerCase()} computes, and 'auto' alone asks for it`
  const hint = backend === 'Native' ? `use ++backend.gpu=${wantsGpu}, or backend=auto` : 'use backend=auto'
  return [{ code: 'no-effect', severity: 'warning', path, message, hint }]
}

function sourceOf(node: MapNode, key: string): Node['source'] {
  return (entryAt(node, key) ?? node).source
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
