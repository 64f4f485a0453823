import { find, isScalar, type MapNode, type Node, splitKey, update } from '../config/index.js'
import { ConfigError, type Diagnostic, type DiagnosticCode, MOST_FOUND } from '../util/diagnostic.js'
import type { OverrideSource } from '../util/source.js'
import { didYouMean } from '../util/suggest.js'
import type { ApplyContext } from './apply-context.js'
import { coerce } from './coerce.js'
import { deleteValue } from './delete-value.js'
import { editList } from './edit-list.js'
import { type Shape, shapeAt } from './hydra-shape.js'
import { keyPart } from './key-part.js'
import type { Override } from './override/index.js'
import { shownKey } from './shown-key.js'
import { asTyped, hintsThatWork, hintThatWorks } from './tried-hints.js'
import { unknownKey } from './unknown-key.js'

/** `placed` adds the path. */
function refuse(
  override: Override,
  code: DiagnosticCode,
  message: string,
  advice: Pick<Diagnostic, 'hint' | 'notes'> = {},
): ConfigError {
  return new ConfigError({ code, path: '', message, source: override.keySource, ...advice })
}

function placeOf(override: Override, { code, path, source }: Diagnostic): OverrideSource {
  // The path has brackets, and indexes as numbers: the caret is placed by what was typed.
  if (code === 'list-index') return keyPart(override, splitKey(override.keyOrGroup).slice(0, splitKey(path).length))
  return source?.kind === 'override' && source.text === override.text ? source : override.source
}

/** Gives what a merge or an update complains of the override's own place. */
function placed(root: MapNode, override: Override, cause: ConfigError): ConfigError {
  const diagnostics = cause.diagnostics.map(
    (d): Diagnostic => ({ ...d, path: d.path || shownKey(root, override.keyOrGroup), source: placeOf(override, d) }),
  )
  return new ConfigError(diagnostics, { cause })
}

/** Hydra's basic sweeper takes parameters from config files: where those give none, none can be set one by one. */
function checkParams(
  root: MapNode,
  override: Override,
  keys: readonly string[],
  { hydraShape, tries }: ApplyContext,
): void {
  const value = override.value as Node
  const plain = keys.length === 0 && (value.kind !== 'map' || value.entries.size === 0)
  if (plain || shapeAt(hydraShape, ['sweeper', 'params'])?.kind !== 'dict') return
  if (find(root, 'hydra.sweeper.params')?.node.kind !== 'null') return
  const sweep = isScalar(value) ? `${keys.join('.')}=${String(value.value)}` : ''
  const { hint = "write 'hydra: {sweeper: {params: …}}' in the primary config" } = hintsThatWork(
    [{ overrides: [sweep], hint: `give the sweep itself: ${asTyped(sweep)}` }],
    tries,
    { instead: override.text },
  )
  throw refuse(
    override,
    'sweeper-params',
    "'hydra.sweeper.params' is null, and an override can only change parameters that a config file gives",
    { hint },
  )
}

/** Keys of the hydra node have types: their values are converted, and they cannot be deleted. */
function inItsType(root: MapNode, override: Override, context: ApplyContext): Node {
  const { hydraShape: shape } = context
  const value = override.value as Node
  const [first, ...rest] = splitKey(override.keyOrGroup)
  if (first !== 'hydra') return value
  if (override.type === 'DEL') {
    if (shapeAt(shape, rest.slice(0, -1))?.kind !== 'node') return value
    throw refuse(
      override,
      'cannot-delete',
      `'${shownKey(root, override.keyOrGroup)}' belongs to the hydra node, whose keys cannot be deleted`,
    )
  }
  if (rest[0] === 'sweeper' && rest[1] === 'params') checkParams(root, override, rest.slice(2), context)
  const declared = shapeAt(shape, rest)
  return declared ? coerce(shownKey(root, override.keyOrGroup), value, declared, true) : value
}

/** A key of our sweepers that Hydra's config of them does not have: it may be set all the same. */
function isOptional(override: Override, { hydraShape }: ApplyContext): boolean {
  const [first, group, key, ...rest] = splitKey(override.keyOrGroup)
  if (first !== 'hydra' || group !== 'sweeper' || typeof key !== 'string' || rest.length > 0) return false
  const shape = shapeAt(hydraShape, [group])
  return shape?.kind === 'node' && Object.hasOwn(shape.fields, key)
}

/** Applies one override of a value to the merged config. */
function applyOne(root: MapNode, override: Override, context: ApplyContext): MapNode {
  const { groups, resolving, tries } = context
  const { keyOrGroup: key, type } = override
  if (key.split('.').includes('__proto__'))
    throw refuse(override, 'proto-key', "'__proto__' cannot be a key of a config")
  if (override.package !== null) {
    throw refuse(
      override,
      'no-such-group',
      `'${key}@${override.package}' looks like a group, but there is no group '${key}'`,
      { hint: didYouMean(key, groups) },
    )
  }
  if (override.value?.kind === 'list-edit') return editList(root, override, context)
  const value = inItsType(root, override, context)
  if (type === 'DEL') return deleteValue(root, override, context)
  if (type === 'ADD') {
    const before = find(root, key, resolving)?.node
    const replaces = before && before.kind !== 'null' && before.kind !== 'missing'
    if (replaces && value.kind !== 'map' && value.kind !== 'list') {
      throw refuse(
        override,
        'already-there',
        `'${shownKey(root, key)}' is in the config already, so it cannot be added`,
        hintsThatWork(
          [
            { overrides: [override.text.slice(1)], hint: `to change it, use ${asTyped(override.text.slice(1))}` },
            { overrides: [`+${override.text}`], hint: `to set it, there or not, use ${asTyped(`+${override.text}`)}` },
          ],
          tries,
          { instead: override.text },
        ),
      )
    }
  }
  const withAdd = (diagnostic: Diagnostic): Diagnostic => {
    if (diagnostic.code !== 'unknown-key') return diagnostic
    const added = `+${override.text}`
    const add = { overrides: [added], hint: `to add it, use ${asTyped(added)}` }
    const hint = hintThatWorks([add], tries, { instead: override.text })
    if (hint === undefined) return diagnostic
    return diagnostic.hint === undefined ? { ...diagnostic, hint } : { ...diagnostic, notes: [hint] }
  }
  const adds = type !== 'CHANGE' || isOptional(override, context)
  if (adds) return update(root, key, value, { merge: true, forceAdd: true, resolving }) as MapNode
  try {
    return update(root, key, value, { merge: true, struct: true, resolving }) as MapNode
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause
    throw unknownKey(root, override, context, cause) ?? new ConfigError(cause.diagnostics.map(withAdd), { cause })
  }
}

/** By the config before it: the override that was applied last, and what came of it. Jobs of a sweep differ in few. */
const applied = new WeakMap<MapNode, { override: Override; shape: Shape; result: MapNode }>()

/** Whether nothing but the config itself tells what an override makes of it. */
function isSelfContained({ type, value }: Override): boolean {
  return type === 'CHANGE' && value !== null && (value.kind === 'list' || 'value' in value)
}

function applyOnce(root: MapNode, override: Override, context: ApplyContext): MapNode {
  if (!isSelfContained(override)) return applyOne(root, override, context)
  const { hydraShape: shape } = context
  const before = applied.get(root)
  if (before?.override === override && before.shape === shape) return before.result
  const result = applyOne(root, override, context)
  applied.set(root, { override, shape, result })
  return result
}

/**
 * Applies the overrides of values, in order, to the merged config. The input stays as it was.
 * @throws ConfigError that names every override at fault
 */
export function applyOverrides(root: MapNode, overrides: readonly Override[], context: ApplyContext): MapNode {
  let result = root
  const wrong: Diagnostic[] = []
  for (const override of overrides) {
    if (wrong.length >= MOST_FOUND) break
    try {
      result = applyOnce(result, override, context)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      wrong.push(...placed(result, override, error).diagnostics)
    }
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
  return result
}
