import { dirname, resolve } from 'node:path'
import { findModules } from './find-modules.js'
import { type PythonModule, PythonProject, sharedLength } from './python-project.js'
import { DataclassReader, type DeclaredConfig, type PythonPlace } from './read-dataclass.js'
import { stringLiteral } from './string-literal.js'
import { argumentsOf, everyNode, lastName, type Syntax } from './syntax.js'

/** A config that Python code registers in Hydra's ConfigStore. */
export interface StoredConfig extends PythonPlace {
  /** Such as `db/mysql`. */
  path: string
  /** As a `# @package` header has it; null: none. */
  package: string | null
  /** Undefined: what it is stored as cannot be read. */
  declare(): DeclaredConfig | undefined
}

/** What the Python files of a project register. */
export interface PythonStore {
  /** By path: what is registered, that of the file that lies nearest to the tree first. */
  configs: ReadonlyMap<string, readonly StoredConfig[]>
  /** Calls whose name or group is computed. */
  unnamed: readonly PythonPlace[]
  /** The files whose `@hydra.main` reads this tree. */
  mains: readonly string[]
}

/** A path of a config that lies in its tree, and that the defaults list of another can name. */
const PATH = /^(?!\.)[\w.+-]+(?:\/(?!\.)[\w.+-]+)*$/

/**
 * What the Python files of a project register in Hydra's ConfigStore, as far as it can be read. Nothing is run.
 * @param project its folder
 * @param tree the folder of its configs
 */
export function readStore(project: string, tree: string): PythonStore {
  const python = new PythonProject(findModules(project))
  const reader = new DataclassReader(python)
  const configs = new Map<string, StoredConfig[]>()
  const unnamed: PythonPlace[] = []
  const mains: string[] = []
  const near = (module: PythonModule) => sharedLength(module.file, `${dirname(tree)}/_`)
  const modules = python.mentioning('ConfigStore').sort((a, b) => near(b) - near(a) || (a.file < b.file ? -1 : 1))
  for (const module of modules) {
    for (const call of everyNode(module.python.top, 'CallExpression')) {
      const found = storedBy(call, module, reader)
      if (!found) continue
      if ('path' in found) configs.set(found.path, [...(configs.get(found.path) ?? []), found])
      else unnamed.push(found)
    }
    if (readsTree(module, tree)) mains.push(module.file)
  }
  return { configs, unnamed, mains }
}

/** `cs.store(name="mysql", node=MySQL, group="db")`, also by position. */
function storedBy(call: Syntax, module: PythonModule, reader: DataclassReader): StoredConfig | PythonPlace | undefined {
  const { python, file } = module
  const callee = call.firstChild
  if (callee?.name !== 'MemberExpression' || lastName(callee, python) !== 'store') return undefined
  const given = argumentsOf(call, python)
  const place = { file, line: python.line(call), what: python.of(call).split('\n', 1)[0] as string }
  if (!given) return place
  const [name, node, group, header] = ['name', 'node', 'group', 'package'].map(
    (key, i) => given.named.get(key) ?? given.positional[i],
  )
  if (!name || !node) return undefined
  const text = (part: Syntax | undefined) => {
    if (!part || part.name === 'None') return null
    return part.name === 'String' ? stringLiteral(python.of(part)) : undefined
  }
  const [option, folder, packageName] = [text(name), text(group), text(header)]
  if (!option || folder === undefined || packageName === undefined) return place
  const path = [...(folder ? [folder] : []), option.replace(/\.yaml$/, '')].join('/')
  if (!PATH.test(path) || !/^[\w.$-]*$/.test(packageName ?? '')) return place
  return { ...place, path, package: packageName, what: python.of(node), declare: () => reader.read(node, module) }
}

/** Whether a function of the module is decorated with `@hydra.main(config_path=…)` of this tree. */
function readsTree({ file, python }: PythonModule, tree: string): boolean {
  return everyNode(python.top, 'Decorator').some((node) => {
    if (!/^@\s*(?:hydra\s*\.\s*)?main\b/.test(python.of(node))) return false
    const given = argumentsOf(node, python)
    const part = given?.named.get('config_path') ?? given?.positional[0]
    const path = part?.name === 'String' ? stringLiteral(python.of(part)) : undefined
    return path !== undefined && resolve(dirname(file), path) === tree
  })
}
