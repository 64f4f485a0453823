// Maps the vectors of kinds interpolation, merge, update and yaml-load onto the public API.
const {
  createResolverRegistry,
  loadYaml,
  merge: mergeNodes,
  pythonStr,
  registerResolver,
  resolve,
  select,
  textNode,
  toYaml,
  update: updateNode,
} = await import(process.env.POLYHEAD_CONFIG ?? '../../../dist/config.js')

const floatText = (value) => pythonStr({ kind: 'float', value })

function tagKey(key, floatKeys) {
  if (typeof key === 'bigint') return { $int: String(key) }
  if (typeof key !== 'number') return key
  const float = floatKeys?.get(key)
  return float === undefined && Number.isInteger(key) ? key : { $float: floatText(float ?? key) }
}

const isPlainKey = (key) =>
  typeof key === 'string' && !key.startsWith('$') && !/^(0|[1-9][0-9]*)$/.test(key) && key !== '__proto__'

/** A node in the exact, tagged form of the vectors. */
export function toTagged(node) {
  switch (node.kind) {
    case 'map': {
      const pairs = [...node.entries].map(([key, value]) => [tagKey(key, node.floatKeys), toTagged(value)])
      return pairs.every(([key]) => isPlainKey(key)) ? Object.fromEntries(pairs) : { $dict: pairs }
    }
    case 'list':
      return node.items.map(toTagged)
    case 'float':
      return { $float: floatText(node.value) }
    case 'int':
      return typeof node.value === 'bigint' ? { $int: String(node.value) } : node.value
    case 'bytes':
      return { $bytes: Buffer.from(node.value).toString('base64') }
    default:
      return node.value
  }
}

function untagFloat(text) {
  const value = text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text)
  return { kind: 'float', value }
}

function untagKey(key) {
  if (typeof key !== 'object' || key === null) return key
  return '$int' in key ? BigInt(key.$int) : untagFloat(key.$float).value
}

/** The tagged form as a node. */
export function fromTagged(value) {
  if (value === null) return { kind: 'null', value }
  if (typeof value === 'boolean') return { kind: 'bool', value }
  if (typeof value === 'number') return { kind: 'int', value }
  if (typeof value === 'string') return textNode(value)
  if (Array.isArray(value)) return { kind: 'list', items: value.map(fromTagged) }
  if ('$int' in value) return { kind: 'int', value: BigInt(value.$int) }
  if ('$float' in value) return untagFloat(value.$float)
  if ('$bytes' in value) return { kind: 'bytes', value: Buffer.from(value.$bytes, 'base64') }
  const pairs = value.$dict ?? Object.entries(value)
  return { kind: 'map', entries: new Map(pairs.map(([key, item]) => [untagKey(key), fromTagged(item)])) }
}

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
  registerResolver(registry, 'first', ([arg]) => arg.items[0])
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
  if (key === null) return { value: toTagged(resolve(root, options)) }
  const node = select(root, key, options)
  return { value: node ? toTagged(node) : null }
}

export function merge({ docs }) {
  return { value: toTagged(mergeNodes(...docs.map((text) => loadYaml(text)))) }
}

export function update({ yaml, key, value, merge, force_add, struct }) {
  const node = updateNode(loadYaml(yaml), key, fromTagged(value), { merge, forceAdd: force_add, struct })
  return { value: toTagged(node) }
}

function yamlLoad({ yaml }) {
  const node = loadYaml(yaml)
  return { value: toTagged(node), dump: toYaml(node) }
}

export { yamlLoad as 'yaml-load' }
