export { formatFloat as reprFloat, parsePythonFloat, parsePythonInt } from '../util/python-number.js'
export { type Found, find } from './find.js'
export { childPath, joinPath, typedPath } from './key-path.js'
export { MergeMismatch, merge, mergeAll } from './merge.js'
export type { Key, ListNode, MapNode, Node, ScalarNode } from './node.js'
export { fromPlain, toPlain } from './plain.js'
export { keyText, pythonRepr, pythonStr } from './python.js'
export {
  createResolverRegistry,
  type RegisteredResolver,
  type ResolveContext,
  type ResolveOptions,
  type Resolver,
  type ResolverInfo,
  type ResolverRegistry,
  registerResolver,
} from './resolvers/registry.js'
export { strftime } from './resolvers/strftime.js'
export { isScalar, textNode } from './scalar.js'
export { requireComplete, resolve, select, selectRaw } from './select.js'
export { splitKey } from './split-key.js'
export { remove, type UpdateOptions, update } from './update.js'
export { yamlLimits } from './yaml/limits.js'
export { loadYaml } from './yaml/load-yaml.js'
export { toYaml } from './yaml/to-yaml.js'
