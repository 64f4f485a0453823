import { evaluateElement, plainPlace, selectPlace } from '../interpolation/evaluate.js'
import { parseSingleElement } from '../interpolation/parser.js'
import { InterpolationSyntaxError } from '../interpolation/syntax-error.js'
import type { Place } from '../place.js'
import { isMissing } from '../scalar.js'
import { loadYaml } from '../yaml/load-yaml.js'
import type { Call } from './builtin.js'
import { asTree } from './dict.js'

/** `${oc.create:{a:1}}`: a part of the config, in which interpolations work again. */
export function create({ frame, args, fail }: Call): Place {
  const arg = args[0] as Place
  const { node } = arg
  if (node.kind === 'null') return plainPlace(node, frame)
  if (node.kind === 'string' || node.kind === 'missing' || node.kind === 'interpolation')
    return { node: loadYaml(node.value), parent: frame.parent, key: undefined }
  if (node.kind !== 'map' && node.kind !== 'list') return fail("'oc.create' takes a map, a list or YAML")
  return { node: arg.plain ? asTree(node) : node, parent: frame.parent, key: undefined }
}

/** `${oc.decode:text}`: the value that a text has by the grammar of interpolations. */
export function decode({ frame, args, fail }: Call): Place {
  const { node } = args[0] as Place
  if (node.kind === 'null') return plainPlace(node, frame)
  if (node.kind !== 'string' && node.kind !== 'missing' && node.kind !== 'interpolation')
    return fail("'oc.decode' takes a string or null")
  try {
    return evaluateElement({ ...frame, memo: new Set(frame.memo) }, parseSingleElement(node.value))
  } catch (error) {
    if (!(error instanceof InterpolationSyntaxError)) throw error
    return fail(`'oc.decode' cannot read '${node.value}': ${error.message}`)
  }
}

/** `${oc.select:path,default}`: the value at a path, or the default (null) where there is none, or it is missing. */
export function select({ frame, tree, args, fail }: Call): Place {
  const [arg, fallback] = args
  const key = arg?.node.kind === 'string' ? arg.node.value : fail("'oc.select' takes a path")
  const found = selectPlace(frame, key, { range: tree, lenient: true })
  if (found && !isMissing(found.node)) return found
  return fallback ?? plainPlace({ kind: 'null', value: null }, frame)
}
