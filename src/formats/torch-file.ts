import { fileError } from './file-error.js'
import { type Pickled, PickledObject, PickledTuple, readPickle } from './pickle.js'
import type { SafeTensor } from './safetensors.js'
import { StoredZip } from './stored-zip.js'
import { TorchTensors } from './torch-tensors.js'

/** What a file of `torch.save` holds. */
export interface TorchFile {
  /** By name, in torch's order. */
  tensors: Map<string, SafeTensor>
  /** Of a saved module: the class of each of its modules by its path, its own at ''. Of a state dict: empty. */
  classes: ReadonlyMap<string, string>
}

/** Packages whose classes saved modules are made of. Their names are read, and that is all. */
const PACKAGES = [
  'clarena',
  'torch',
  'torchvision',
  'torchmetrics',
  'lightning',
  'lightning_fabric',
  'pytorch_lightning',
  'omegaconf',
  'hydra',
]

/** Types of Python's own. */
const BUILTINS = 'object set frozenset dict list tuple int long float complex str unicode bool bytes slice'

/** What else is in the state of modules. */
const OTHERS = new Set([
  ...['collections.OrderedDict', 'collections.defaultdict', 'functools.partial', 'copyreg._reconstructor'],
  ...['typing.Any', 'typing.Union', 'typing.Dict', 'typing.List'],
  ...BUILTINS.split(' ').flatMap((name) => [`builtins.${name}`, `__builtin__.${name}`]),
])

/** Functions, beside classes, whose calls make tensors and what belongs to them. */
const FUNCTIONS = /^(torch\._utils\._rebuild_\w+|torch\._tensor\._rebuild_from_type_v2|copyreg\._reconstructor)$/

/** A name is a class's where its last part begins with a capital letter. */
const CLASS = /(^|\.)_?[A-Z]\w*$/

const rules = {
  allows: (name: string) =>
    OTHERS.has(name) || (PACKAGES.includes(name.split('.', 1)[0] as string) && (isClass(name) || isType(name))),
  allowsCall: (name: string) => OTHERS.has(name) || FUNCTIONS.test(name) || CLASS.test(name) || isType(name),
}

function isClass(name: string): boolean {
  return CLASS.test(name) || FUNCTIONS.test(name)
}

/** `torch.float32`, `torch.device`. */
function isType(name: string): boolean {
  return /^torch\.(device|[bu]?(float|int|complex|bfloat)\d+(_e\w+)?|long|bool|strided|preserve_format)$/.test(name)
}

/** Modules in modules, and modules in all: more is no network's. */
const deepest = 100
const mostModules = 100_000

/**
 * The tensors of a file that `torch.save` wrote (the zip format, PyTorch 1.6 and later): of a state dict, of a
 * checkpoint with one as `state_dict`, or of a whole module. No code in it is run, whatever it names.
 * @param file named in messages
 * @throws ConfigError where it is another file, is damaged, or holds something else than weights
 */
export function readTorchFile(bytes: Uint8Array, file: string): TorchFile {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    const why = bytes[0] === 0x80 ? "has PyTorch's format before 1.6" : "is no file of torch.save's"
    throw fileError(file, why, { hint: 'save it anew: torch.save(model.state_dict(), PATH)' })
  }
  const zip = new StoredZip(bytes, file)
  const pickleName = zip.names().find((name) => /^[^/]*\/data\.pkl$/.test(name))
  if (pickleName === undefined) throw fileError(file, "is no file of torch.save's: it has no data.pkl")
  const folder = pickleName.slice(0, -'data.pkl'.length)
  if (zip.names().some((name) => name.startsWith(`${folder}code/`))) {
    throw fileError(file, 'is a TorchScript program, and no weights', { hint: 'save model.state_dict()' })
  }
  const order = zip.read(`${folder}byteorder`)
  if (order && new TextDecoder().decode(order) !== 'little')
    throw fileError(file, 'was written on a machine with another order of bytes')
  const root = readPickle(zip.read(pickleName) as Uint8Array, `${file}, data.pkl`, rules)
  const reader = new TorchTensors(zip, folder, file, bytes.length)
  const found: TorchFile & { classes: Map<string, string> } = { tensors: new Map(), classes: new Map() }
  if (isModule(root)) collectModule(root, '', { reader, found, file, depth: 0 })
  else collectState(root, { reader, found, file })
  if (found.tensors.size === 0) throw fileError(file, 'holds no tensors')
  return found
}

interface Collecting {
  reader: TorchTensors
  found: TorchFile & { classes: Map<string, string> }
  file: string
}

/** A dict of names and tensors, with nothing else in it. */
function collectState(root: Pickled, { reader, found, file }: Collecting): void {
  const top = entriesOf(root)
  const entries = entriesOf(top && entry(top, 'state_dict')) ?? top
  if (!entries) throw fileError(file, 'holds neither a state dict nor a module', { hint: 'save model.state_dict()' })
  for (const [name, value] of entries) {
    const tensor = reader.read(value)
    if (typeof name !== 'string' || !tensor)
      throw fileError(file, `'${String(name)}' in it is no tensor: a state dict has nothing else`)
    found.tensors.set(name, tensor)
  }
}

/** Parameters, then buffers, then modules, as torch's `state_dict()` does. */
function collectModule(module: PickledObject, path: string, at: Collecting & { depth: number }): void {
  const { reader, found, file, depth } = at
  if (depth > deepest || found.classes.size >= mostModules) throw fileError(file, 'has modules without end')
  found.classes.set(path, module.of.name === 'copyreg._reconstructor' ? nameOf(module.args[0]) : module.of.name)
  const state = stateOf(module) as ReadonlyMap<Pickled, Pickled>
  const prefix = path === '' ? '' : `${path}.`
  const pathOf = (name: Pickled) => {
    // Anything else could stand for several modules, and the limit above would not count them.
    if (typeof name !== 'string') throw fileError(file, 'has a module or a tensor whose name is no text')
    return prefix + name
  }
  const passing = new Set(itemsOf(entry(state, '_non_persistent_buffers_set')))
  for (const group of ['_parameters', '_buffers']) {
    for (const [name, value] of entriesOf(entry(state, group)) ?? []) {
      if (value === null || passing.has(name)) continue
      const tensor = reader.read(value)
      if (!tensor) throw fileError(file, `'${pathOf(name)}' in it is no tensor`)
      found.tensors.set(pathOf(name), tensor)
    }
  }
  for (const [name, child] of entriesOf(entry(state, '_modules')) ?? []) {
    if (isModule(child)) collectModule(child, pathOf(name), { ...at, depth: depth + 1 })
  }
}

function isModule(value: Pickled | undefined): value is PickledObject {
  const state = value instanceof PickledObject ? stateOf(value) : undefined
  return state !== undefined && entry(state, '_modules') !== undefined && entry(state, '_parameters') !== undefined
}

/** An object's attributes; where it has slots, too, they are the first of two. */
function stateOf({ state }: PickledObject): ReadonlyMap<Pickled, Pickled> | undefined {
  return entriesOf(state instanceof PickledTuple ? state.items[0] : state)
}

/** The entries of a dict, or of an object that is one. */
function entriesOf(value: Pickled | undefined): ReadonlyMap<Pickled, Pickled> | undefined {
  if (value instanceof Map) return value
  return value instanceof PickledObject && /Dict$|dict$/.test(value.of.name) ? value.items : undefined
}

function itemsOf(value: Pickled | undefined): readonly Pickled[] {
  if (Array.isArray(value)) return value
  return value instanceof PickledObject && Array.isArray(value.args[0]) ? value.args[0] : []
}

function entry(map: ReadonlyMap<Pickled, Pickled>, key: string): Pickled | undefined {
  return map.get(key)
}

function nameOf(value: Pickled | undefined): string {
  return value !== undefined && value !== null && typeof value === 'object' && 'name' in value ? String(value.name) : ''
}
