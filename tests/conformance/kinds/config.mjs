// Maps the vectors of kinds interpolation, merge, update and yaml-load onto the public API.
import {
  createResolverRegistry,
  loadYaml,
  merge as mergeNodes,
  pythonStr,
  registerResolver,
  resolve,
  select,
  toYaml,
  update as updateNode,
} from '../../../dist/config.js'
import { tagNode, untagNode } from '../tags.mjs'

const PYTHON_TYPES = {
  null: 'NoneType',
  bool: 'bool',
  int: 'int',
  float: 'float',
  bytes: 'bytes',
}
function pythonType(arg, info) {
  if (arg.kind === 'map') return info.pathOf(arg) === undefined ? 'dict' : 'DictConfig'
  if (arg.kind === 'list') return info.pathOf(arg) === undefined ? 'list' : 'ListConfig'
  return PYTHON_TYPES[arg.kind] ?? 'str'
}
const string = (value) => ({ kind: 'string', value })

/** The resolvers that the vectors expect. */
function resolvers() {
  // The vectors were recorded without Hydra's own resolvers.
  const registry = createResolverRegistry({ without: ['now', 'hydra'] })
  const list = (items) => ({ kind: 'list', items })
  for (const name of ['test', 'ns1.ns2.test'])
    registerResolver(registry, name, (args) => (args.length === 1 ? args[0] : list(args)))
  registerResolver(registry, 'first', ([arg, ...others]) => {
    if (others.length > 0) throw new TypeError('first takes one argument')
    return arg.kind === 'string' ? string(arg.value[0]) : arg.items[0]
  })
  registerResolver(registry, 'join', (args) => string(args.map(pythonStr).join('|')))
  registerResolver(registry, 'add', (args) => {
    if (args.some(({ kind }) => !['int', 'float', 'bool'].includes(kind))) throw new TypeError('add takes numbers')
    const kind = args.some((arg) => arg.kind === 'float') ? 'float' : 'int'
    return { kind, value: args.reduce((sum, { value }) => sum + Number(value), 0) }
  })
  registerResolver(registry, 'type', (args, info) => list(args.map((arg) => string(pythonType(arg, info)))))
  return registry
}

export function interpolation({ yaml, key, env }) {
  const root = loadYaml(yaml)
  const options = { resolvers: resolvers(), env: { HOME: '/home/vec', USER: 'vec', ...env }, throwOnMissing: true }
  if (key === null) return { value: tagNode(resolve(root, options)) }
  const node = select(root, key, options)
  return { value: node ? tagNode(node) : null }
}

export function merge({ docs }) {
  return { value: tagNode(mergeNodes(...docs.map((text) => loadYaml(text)))) }
}

export function update({ yaml, key, value, merge, force_add, struct }) {
  const node = updateNode(loadYaml(yaml), key, untagNode(value), { merge, forceAdd: force_add, struct })
  return { value: tagNode(node) }
}

export function yamlLoad({ yaml }) {
  const node = loadYaml(yaml)
  return { value: tagNode(node), dump: toYaml(node) }
}
