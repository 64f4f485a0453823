import type { Backend, BackendInfo } from '../backends/backend.js'
import { operationsVariable } from '../backends/find-native.js'
import type { ModelKind } from '../backends/proxy-step.js'
import { fromPlain } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import type { RunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Purpose } from './purpose.js'

/** The backend of the run that a purpose is about, where the purpose asks for it. */
function recordedBackend(purpose: Purpose): RunRecord['backend'] {
  if (purpose.kind === 'reproduce') return purpose.backend ?? null
  return purpose.kind === 'resume' ? purpose.record.backend : null
}

/**
 * The config with the backend that a run computed on, with as many threads, on a card or not: `auto` may choose another
 * one on another day.
 * @param root resolved
 */
export function onRecordedBackend(root: MapNode, purpose: Purpose, registry: Registry): MapNode {
  const recorded = recordedBackend(purpose)
  if (!recorded) return root
  // Records of earlier versions have the name alone.
  const target = recorded.target ?? registry.list('backend').find(({ option }) => option === recorded.name)?.target
  if (typeof target !== 'string') return root
  const written = root.entries.get('backend')
  const own = written?.kind === 'map' && textOf(written, '_target_') === target ? written.entries : []
  const { gpu } = recorded
  const where = typeof gpu === 'boolean' ? { gpu } : {}
  const pinned = fromPlain({ _target_: target, threads: recorded.threads ?? null, ...where }) as MapNode
  const backend: MapNode = { kind: 'map', entries: new Map([...own, ...pinned.entries]) }
  return { ...root, entries: new Map(root.entries).set('backend', backend) }
}

function textOf(node: MapNode, key: string): string | undefined {
  const child = node.entries.get(key)
  return child?.kind === 'string' ? child.value : undefined
}

/** What the model of a run mostly computes: convolutions, where its backbone's options speak of images. */
export function modelKind(root: MapNode): ModelKind {
  const backbone = root.entries.get('backbone')
  const keys = backbone?.kind === 'map' ? [...backbone.entries.keys()] : []
  return keys.some((key) => key === 'image_shape' || key === 'input_channels') ? 'images' : 'dense'
}

/**
 * Starts what computes.
 * @param kind of the run's model
 * @throws ConfigError where it cannot be had here
 */
export async function startBackend(backend: Backend, purpose: Purpose, kind: ModelKind): Promise<BackendInfo> {
  const recorded = recordedBackend(purpose)
  let info: BackendInfo
  try {
    info = await backend.start(kind)
  } catch (error) {
    if (!recorded || !(error instanceof ConfigError)) throw error
    const why = error.diagnostics.map(({ message }) => message).join('; ')
    throw new ConfigError(
      {
        code: 'backend',
        path: 'backend',
        message: `the run computed on backend '${recorded.name}', which cannot be used here: ${why}`,
        hint:
          purpose.kind === 'reproduce'
            ? 'to compute on another one, add backend=wasm (and --tolerance 1e-3: other backends round otherwise)'
            : (error.diagnostics[0]?.hint ?? ''),
      },
      { cause: error },
    )
  }
  if (purpose.kind === 'resume' && recorded?.target === info.target) requireSame(recorded, info)
  return info
}

/** How TensorFlow computed where a record does not say it. */
const earlier: Readonly<Record<string, unknown>> = { [operationsVariable]: '0' }

/**
 * Variables of the environment on which numbers depend are called as they are there.
 * @throws ConfigError where a run would go on otherwise than it began
 */
function requireSame(record: NonNullable<RunRecord['backend']>, info: BackendInfo): void {
  const recorded = { ...(operationsVariable in info && earlier), ...record }
  const variables = Object.keys({ ...recorded, ...info }).filter((key) => /^[A-Z0-9_]+$/.test(key))
  const other = variables.find((name) => recorded[name] !== info[name])
  if (other === undefined) return
  const before = recorded[other]
  throw new ConfigError({
    code: 'backend',
    path: 'backend',
    message: `the run computed with ${other}=${before ?? ''}, and would go on with ${info[other] ?? 'none'}`,
    hint: before === undefined ? `take ${other} out of the environment` : `set ${other}=${before} in the environment`,
  })
}
