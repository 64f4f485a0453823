import { dirname, join, relative, resolve, sep } from 'node:path'
import { statPath } from '../../util/stat-path.js'
import { findModules } from './find-modules.js'
import { formatParts } from './format-string.js'
import { type PythonModule, PythonProject } from './python-project.js'
import type { PythonPlace } from './read-dataclass.js'
import { readReplacement, readValue, type Scope } from './read-value.js'
import { stringLiteral } from './string-literal.js'
import { argumentsOf, everyNode, lastName, type Syntax } from './syntax.js'

/** A folder that Python code gives Hydra as that of its configs. */
export interface NamedTree extends PythonPlace {
  dir: string
  /** The primary config of an `@hydra.main`: such as `config`. */
  config?: string
}

/** The functions of Hydra's that take a folder of configs, and by which argument, their first. */
const TAKES: Readonly<Record<string, string>> = {
  main: 'config_path',
  initialize: 'config_path',
  initialize_config_dir: 'config_dir',
  initialize_config_module: 'config_module',
}

/**
 * The folders of configs that a project's Python files name, as far as it can be read, and that are there. Nothing is
 * run: of a path that is computed (`ROOT / "conf"`) the parts that are written count, and the folder is looked for
 * beside the file and above it.
 * @param project its folder
 */
export function namedTrees(project: string): NamedTree[] {
  const texts = findModules(project, (text) => text.includes('hydra') && /\b(?:initialize|main)/.test(text))
  const python = new PythonProject(texts)
  return [...texts.keys()].flatMap((file) => {
    const module = python.module(file)
    return everyNode(module.python.top, 'Decorator', 'CallExpression').flatMap((node) => {
      const given = folderGiven(node, module)
      const scope: Scope = { project: python, module, construct: () => undefined, depth: 0 }
      const dir = given && folderOf(given, scope, project)
      if (!given || !dir) return []
      const config = given.config && readValue(given.config, scope)
      return {
        ...{ dir, file, line: module.python.line(node), what: module.python.of(given.part) },
        ...(config?.kind === 'string' && { config: config.value.replace(/\.ya?ml$/, '') }),
      }
    })
  })
}

/** Where configs lie, as a call of Hydra's has it. */
interface Given {
  part: Syntax
  /** It is the dotted name of a package. */
  isModule: boolean
  /** The name of the primary config. */
  config: Syntax | undefined
}

function folderGiven(node: Syntax, { python }: PythonModule): Given | undefined {
  const called = node.name === 'Decorator' ? /^@\s*((?:hydra\s*\.\s*)?main)\b/.exec(python.of(node))?.[1] : undefined
  const callee = node.name === 'CallExpression' ? node.firstChild : null
  const name = called ? 'main' : callee ? lastName(callee, python) : undefined
  // Without a module before it, `main` is mostly a function of the project's own.
  const isPlain = !called && name === 'main' && callee?.name === 'VariableName'
  if (name === undefined || isPlain || !Object.hasOwn(TAKES, name)) return undefined
  const given = argumentsOf(node, python)
  const part = given?.named.get(TAKES[name] as string) ?? given?.positional[0]
  const config = name === 'main' ? (given?.named.get('config_name') ?? given?.positional[1]) : undefined
  return part && { part, isModule: name === 'initialize_config_module', config }
}

/** The folder that an argument means, below the project. */
function folderOf({ part, isModule }: Given, scope: Scope, project: string): string | undefined {
  const whole = readValue(part, scope)
  if (whole && whole.kind !== 'string') return undefined
  const read = whole ? [whole.value as string] : writtenParts(part, scope)
  const { file } = scope.module
  const above = foldersAbove(dirname(file), project)
  // What a constant holds beside the path, such as the name of a variable, comes first.
  for (let from = 0; from < read.length; from++) {
    const written = asPath(read.slice(from).join('/'), isModule)
    // A slash after what is not known, as in `ROOT + "/conf"`, is no root's.
    const path = whole ? written : written.replace(/^\/+/, '')
    for (const folder of path === '' ? [] : above) {
      const found = resolve(folder, path)
      const dir = /\.ya?ml$/.test(found) ? dirname(found) : found
      if (isBelow(dir, project) && statPath(dir)?.isDirectory()) return dir
    }
  }
  return undefined
}

/** A package's dotted name is a path, too. */
function asPath(text: string, isModule: boolean): string {
  const [, named] = /^pkg:\/\/(.*)$/.exec(text) ?? []
  const dotted = named ?? (isModule ? text : undefined)
  return dotted === undefined ? text : dotted.replaceAll('.', '/').replace(/^\/+/, '')
}

/** The texts in an expression, in order: those of a constant where it names one. */
function writtenParts(part: Syntax, scope: Scope, left = 4): string[] {
  const { module, project } = scope
  if (left === 0) return []
  return everyNode(part, 'String', 'FormatString', 'VariableName')
    .filter((node) => !isFilledIn(node, part))
    .flatMap((node) => {
      const text = module.python.of(node)
      if (node.name === 'String') return stringLiteral(text) ?? []
      if (node.name === 'FormatString') return formatTexts(node, scope, left)
      const constant = project.findConstant(text, module)
      return constant ? writtenParts(constant.node, { ...scope, module: constant.module }, left - 1) : []
    })
}

/** The texts of an f-string, cut where it is not known what is filled in. */
function formatTexts(node: Syntax, scope: Scope, left: number): string[] {
  const texts = ['']
  for (const part of formatParts(node, scope.module.python) ?? []) {
    const read = typeof part === 'string' ? part : readReplacement(part, scope)
    if (read === undefined) texts.push(...writtenParts(part as Syntax, scope, left - 1), '')
    else texts.push(texts.pop() + read)
  }
  return texts.filter((text) => text !== '')
}

/** Whether a node lies in an f-string that itself is part of an expression. */
function isFilledIn(node: Syntax, expression: Syntax): boolean {
  for (let at = node.parent; at && at.from >= expression.from && at.to <= expression.to; at = at.parent) {
    if (at.name === 'FormatReplacement') return at.from > expression.from || at.to < expression.to
  }
  return false
}

/** A folder and those above it, up to the project's, and its `src`. */
function foldersAbove(folder: string, project: string): string[] {
  const found: string[] = []
  for (let at = folder; isBelow(at, project); at = dirname(at)) found.push(at)
  return [...found, join(project, 'src')]
}

function isBelow(path: string, project: string): boolean {
  const way = relative(project, path)
  return way !== '..' && !way.startsWith(`..${sep}`)
}
