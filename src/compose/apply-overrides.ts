import { find, type MapNode, type Node, type ResolveOptions, splitKey, update } from '../config/index.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { OverrideSource } from '../util/source.js'
import { didYouMean } from '../util/suggest.js'
import { coerce } from './coerce.js'
import { deleteValue } from './delete-value.js'
import { editList } from './edit-list.js'
import { type Shape, shapeAt } from './hydra-shape.js'
import { keyPart } from './key-part.js'
import type { Override } from './override/index.js'
import { unknownKey } from './unknown-key.js'

function refuse(override: Override, code: string, message: string, hint?: string): ConfigError {
  return new ConfigError({
    code,
    path: override.keyOrGroup,
    message,
    source: override.keySource,
    ...(hint && { hint }),
  })
}

function placeOf(override: Override, { code, path, source }: Diagnostic): OverrideSource {
  if (code === 'list-index') return keyPart(override, splitKey(path))
  return source?.kind === 'override' && source.text === override.text ? source : override.source
}

/** Gives what a merge or an update complains of the override's own place. */
function placed(override: Override, cause: ConfigError): ConfigError {
  const diagnostics = cause.diagnostics.map(
    (d): Diagnostic => ({ ...d, path: d.path || override.keyOrGroup, source: placeOf(override, d) }),
  )
  return new ConfigError(diagnostics, { cause })
}

/** Hydra's basic sweeper takes parameters from config files: where those give none, none can be set one by one. */
function checkParams(root: MapNode, override: Override, depth: number, shape: Shape): void {
  const value = override.value as Node
  const plain = depth === 2 && (value.kind !== 'map' || value.entries.size === 0)
  if (plain || shapeAt(shape, ['sweeper', 'params'])?.kind !== 'dict') return
  if (find(root, 'hydra.sweeper.params')?.node.kind !== 'null') return
  throw refuse(
    override,
    'sweeper-params',
    "'hydra.sweeper.params' is null, and an override can only change parameters that a config file gives",
    "give the sweep itself on the command line, such as 'lr=0.1,0.2', or write 'hydra: {sweeper: {params: …}}' in the primary config",
  )
}

/** Keys of the hydra node have types: their values are converted, and they cannot be deleted. */
function typed(root: MapNode, override: Override, shape: Shape): Node {
  const value = override.value as Node
  const [first, ...rest] = splitKey(override.keyOrGroup)
  if (first !== 'hydra') return value
  if (override.type === 'DEL') {
    if (shapeAt(shape, rest.slice(0, -1))?.kind !== 'node') return value
    throw refuse(
      override,
      'cannot-delete',
      `'${override.keyOrGroup}' belongs to the hydra node, whose keys cannot be deleted`,
    )
  }
  if (rest[0] === 'sweeper' && rest[1] === 'params') checkParams(root, override, rest.length, shape)
  const declared = shapeAt(shape, rest)
  return declared ? coerce(override.keyOrGroup, value, declared, true) : value
}

/** What overrides of values need beside the config. */
export interface ApplyContext {
  /** The types of the hydra node. */
  readonly hydraShape: Shape
  /** The groups that the defaults list has, to suggest. */
  readonly groups: readonly string[]
  readonly resolving: ResolveOptions
}

/** Applies one override of a value to the merged config. */
function applyOne(root: MapNode, override: Override, context: ApplyContext): MapNode {
  const { hydraShape: shape, groups, resolving } = context
  const { keyOrGroup: key, type } = override
  if (key.split('.').includes('__proto__'))
    throw refuse(override, 'proto-key', "'__proto__' cannot be a key of a config")
  if (override.package !== null) {
    throw refuse(
      override,
      'no-such-group',
      `'${key}@${override.package}' looks like a group, but there is no group '${key}'`,
      didYouMean(key, groups),
    )
  }
  if (override.value?.kind === 'list-edit') return editList(root, override, groups, resolving)
  const value = typed(root, override, shape)
  if (type === 'DEL') return deleteValue(root, override, groups, resolving)
  if (type === 'ADD') {
    const before = find(root, key, resolving)?.node
    const replaces = before && before.kind !== 'null' && before.kind !== 'missing'
    if (replaces && value.kind !== 'map' && value.kind !== 'list') {
      throw refuse(
        override,
        'already-there',
        `'${key}' is in the config already, so it cannot be added`,
        `to change it, use '${override.text.slice(1)}'; to set it whether or not it is there, use '+${override.text}'`,
      )
    }
  }
  if (type !== 'CHANGE') return update(root, key, value, { merge: true, forceAdd: true, resolving }) as MapNode
  try {
    return update(root, key, value, { merge: true, struct: true, resolving }) as MapNode
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause
    throw unknownKey(root, override, groups, cause) ?? cause
  }
}

/**
 * Applies the overrides of values, in order, to the merged config. The input stays as it was.
 * @throws ConfigError that names every override at fault
 */
export function applyOverrides(root: MapNode, overrides: readonly Override[], context: ApplyContext): MapNode {
  let result = root
  const wrong: Diagnostic[] = []
  for (const override of overrides) {
    try {
      result = applyOne(result, override, context)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      wrong.push(...placed(override, error).diagnostics)
    }
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
  return result
}
