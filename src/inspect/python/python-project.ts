import { children, everyNode, PythonText, type Syntax } from './syntax.js'

/** A Python file and what it declares. */
export interface PythonModule {
  readonly file: string
  readonly python: PythonText
  readonly classes: ReadonlyMap<string, Syntax>
  /** Names that are assigned once, outside of functions and classes. */
  readonly constants: ReadonlyMap<string, Syntax>
  /** By the name in this file: what is imported from where. */
  readonly imports: ReadonlyMap<string, { module: string; name: string }>
}

/** Something that a module declares. */
export interface Declared {
  module: PythonModule
  node: Syntax
}

/** As far as names are followed from file to file. */
const DEEPEST = 8

/** The Python files of a project: a file is parsed when something of it is asked for. */
export class PythonProject {
  readonly #texts: ReadonlyMap<string, string>
  readonly #parsed = new Map<string, PythonModule>()

  /** @param texts by path */
  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts
  }

  /** The modules whose text has a word. */
  mentioning(word: string): PythonModule[] {
    return [...this.#texts].filter(([, text]) => text.includes(word)).map(([file]) => this.module(file))
  }

  module(file: string): PythonModule {
    const known = this.#parsed.get(file) ?? parse(file, this.#texts.get(file) ?? '')
    this.#parsed.set(file, known)
    return known
  }

  /** The class that a name means in a module: its own, an imported one, or the only one of this name. */
  findClass(name: string, module: PythonModule): Declared | undefined {
    const found = this.#find(name, module, 'classes', DEEPEST)
    if (found) return found
    const all = this.#declaring(name)
    return all.length === 1 ? all[0] : undefined
  }

  /** The value of a constant of a module, be it imported. */
  findConstant(name: string, module: PythonModule): Declared | undefined {
    return this.#find(name, module, 'constants', DEEPEST)
  }

  /** Whether a class of the project is made of this one. */
  hasSubclass(name: string): boolean {
    const derived = new RegExp(`^\\s*class\\s+\\w+\\s*\\([^)]*\\b${name}\\b`, 'm')
    return [...this.#texts.values()].some((text) => text.includes(name) && derived.test(text))
  }

  #find(name: string, module: PythonModule, kind: 'classes' | 'constants', left: number): Declared | undefined {
    const node = module[kind].get(name)
    if (node) return { module, node }
    const from = module.imports.get(name)
    if (!from || left === 0) return undefined
    for (const file of this.#filesOf(from.module, module.file)) {
      const found = this.#find(from.name, this.module(file), kind, left - 1)
      if (found) return found
    }
    return undefined
  }

  /** Files that a dotted name of a module may mean, those that lie nearer to the importing file first. */
  #filesOf(dotted: string, importing: string): string[] {
    const path = dotted.replace(/^\.+/, '').replaceAll('.', '/')
    const ends = path === '' ? ['/__init__.py'] : [`/${path}.py`, `/${path}/__init__.py`]
    const files = [...this.#texts.keys()].filter((file) => ends.some((end) => file.endsWith(end)))
    return files.sort((a, b) => sharedLength(b, importing) - sharedLength(a, importing))
  }

  #declaring(name: string): Declared[] {
    const declares = new RegExp(`^\\s*class\\s+${name}\\b`, 'm')
    const files = [...this.#texts].filter(([, text]) => text.includes(name) && declares.test(text))
    return files.flatMap(([file]) => {
      const module = this.module(file)
      const node = module.classes.get(name)
      return node ? [{ module, node }] : []
    })
  }
}

/** How many folders two files have in common. */
export function sharedLength(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')]
  const differ = a.findIndex((name, i) => name !== b[i])
  return differ === -1 ? a.length : differ
}

function parse(file: string, text: string): PythonModule {
  const python = new PythonText(text)
  const classes = new Map<string, Syntax>()
  for (const node of everyNode(python.top, 'ClassDefinition')) {
    const name = node.getChild('VariableName')
    if (name && !classes.has(python.of(name))) classes.set(python.of(name), node)
  }
  return { file, python, classes, constants: constantsOf(python), imports: importsOf(python) }
}

function constantsOf(python: PythonText): Map<string, Syntax> {
  const found = new Map<string, Syntax>()
  const twice = new Set<string>()
  for (const node of children(python.top).filter(({ name }) => /^(?:Assign|Update)Statement$/.test(name))) {
    const parts = children(node)
    const [target, value] = [parts[0], parts.at(-1)]
    if (target?.name !== 'VariableName' || !value || parts.filter(({ name }) => name === 'AssignOp').length > 1)
      continue
    const name = python.of(target)
    if (found.has(name) || node.name === 'UpdateStatement') twice.add(name)
    else if (value !== target) found.set(name, value)
  }
  for (const name of twice) found.delete(name)
  return found
}

function importsOf(python: PythonText): Map<string, { module: string; name: string }> {
  const found = new Map<string, { module: string; name: string }>()
  for (const node of everyNode(python.top, 'ImportStatement')) {
    const text = python.of(node).replace(/[()\\]|#.*/g, ' ')
    const [, module, names] = /^from\s+([\w.]+)\s+import\s+([\s\S]+)$/.exec(text) ?? []
    for (const each of names?.split(',') ?? []) {
      const [, name = '', as = name] = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(each) ?? []
      if (name !== '' && module !== undefined) found.set(as, { module, name })
    }
  }
  return found
}
