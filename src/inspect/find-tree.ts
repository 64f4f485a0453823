import { type Dirent, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { openRepository } from '../compose/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { readRegular } from '../util/read-regular.js'
import { statPath } from '../util/stat-path.js'
import { NOT_SOURCES } from './python/find-modules.js'
import { type NamedTree, namedTrees } from './python/named-trees.js'

/** The folder of a tree's configs. */
export interface FoundTree {
  dir: string
  /** As its user would name it. */
  shown: string
  /** Why it was taken, where another folder was given: a sentence without a full stop. */
  why?: string
}

/** Why there is none. */
export interface NoTree {
  wrong: string
  notes: readonly string[]
}

/** A folder that may be the tree. */
interface Candidate {
  dir: string
  why: string
  /** A Python file names it. */
  isNamed: boolean
}

/** What folders of configs are called. */
const CALLED = /^(?:.*[_-])?(?:confs?|configs?|cfgs?)(?:\.\w+)?$/i

/** What lies in the folder of a whole project: its YAML files may be of other tools. */
const PROJECTS = [
  ...['pyproject.toml', 'setup.py', 'setup.cfg', '.git', '.github', '.pre-commit-config.yaml', 'requirements.txt'],
  ...['environment.yaml', 'environment.yml', 'Dockerfile', 'docker-compose.yml', 'docker-compose.yaml', 'compose.yaml'],
  ...['Makefile', 'package.json', 'mkdocs.yml', 'mkdocs.yaml', '.gitignore', '.gitlab-ci.yml'],
]

/** Code that is not the project's own program. */
const ASIDE =
  /(?:^|\/)(?:tests?|testing|examples?|docs?|third_party|vendor|experimental|contrib|community)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/

/** Of many folders, the others are left out of the message. */
const MOST_TOLD = 6

/** Of the folders beside the one that is taken. */
const MOST_BESIDE = 3

/** Folders below the one that is given. */
const DEEPEST = 4

/** Files of programs. */
const CODE = /\.(?:py|ipynb|[cm]?[jt]sx?|sh)$/

/**
 * The folder of the configs: the one that is given, where it is one; or, where that is a project's, the one that its
 * Python files name, or that is called as such folders are. A folder of YAML files with no program in it is one, too,
 * whatever it is called.
 */
export function findTree(dir: string, shown: string): FoundTree | NoTree {
  const isProject = PROJECTS.some((name) => statPath(join(dir, name)) !== undefined)
  const isCalled = CALLED.test(basename(dir))
  const isTree = hasPrimary(dir) || (isCalled && entries(dir).some(({ name }) => isOwnConfig(name)))
  if (!isProject && (isCalled || isTree)) return { dir, shown }
  const all = candidates(dir)
  // Folders of configs may hold a .gitignore or an environment.yaml, too: only code below them knows better.
  const several = isTree ? all.filter(({ isNamed }) => isNamed) : all
  const found = plainest(several, dir)
  const named = (path: string) => join(shown, relative(dir, path))
  const [only, other] = found
  if (other !== undefined) {
    const told = found.map((each) => named(each.dir))
    return {
      wrong: `'${shown}' has several folders of configs: name one of them, such as '${told[0]}' (${told.join(', ')})`,
      notes: found.slice(0, MOST_TOLD).map(({ dir: path, why }) => `${named(path)}: ${why}`),
    }
  }
  if (only !== undefined) {
    if (only.dir === dir) return { dir, shown }
    const beside = several.filter((each) => each !== only).map((each) => named(each.dir))
    return { dir: only.dir, shown: named(only.dir), why: `${only.why}${besideText(beside)}` }
  }
  if (!isProject || isTree || (isCalled && holdsConfigs(dir, 1)) || isOnlyConfigs(dir)) return { dir, shown }
  return {
    wrong: `'${shown}' is the folder of a whole project, and none below it is found to hold configs: name the one that does`,
    notes: ['looked for: config_path=… in its Python files; folders that are called conf, configs, cfg, …'],
  }
}

/**
 * Of several folders, those that are none of tests and examples; of these the one that lies in the project's own
 * folder, where the others belong to its packages.
 */
function plainest(found: readonly Candidate[], dir: string): readonly Candidate[] {
  const own = found.filter((each) => !ASIDE.test(`${relative(dir, each.dir)}/`))
  const left = own.length > 0 ? own : found
  const top = left.filter(
    (each) => dirname(each.dir) === dir && CALLED.test(basename(each.dir)) && hasPrimary(each.dir),
  )
  return top.length === 1 ? top : left
}

function besideText(folders: readonly string[]): string {
  if (folders.length === 0) return ''
  const left = folders.length - MOST_BESIDE
  const others = left > 0 ? ` and ${left} more` : ''
  return `; there is ${folders.slice(0, MOST_BESIDE).join(', ')}${others}, too`
}

/** The primary configs of a tree that its project's programs name, those that most of them name first. */
export function mainConfigs(tree: string, project: string): string[] {
  const counts = new Map<string, number>()
  for (const { dir, file, config } of namedTrees(project)) {
    if (dir !== tree || config === undefined || ASIDE.test(relative(project, file))) continue
    counts.set(config, (counts.get(config) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name)
}

/** The folders of a project that are called as folders of configs are, but for those in or around a tree. */
export function treesBeside(tree: string, project: string): string[] {
  const isIn = (path: string, folder: string) => `${path}${sep}`.startsWith(`${folder}${sep}`)
  return treesBelow(project, 1).filter((path) => !isIn(path, tree) && !isIn(tree, path))
}

/** Whether YAML files that are no other tool's lie in a folder or below it, and no program. */
function isOnlyConfigs(dir: string): boolean {
  return holds(dir, 0, isOwnConfig) && !holds(dir, 0, (name) => CODE.test(name))
}

/** The likeliest folders: that the program names, that have a primary config, that tests name, or any with configs. */
function candidates(dir: string): Candidate[] {
  const named = namedTrees(dir).filter((each) => holdsConfigs(each.dir, 1))
  const place = ({ file }: NamedTree) => relative(dir, file)
  const own = named.filter((each) => !ASIDE.test(place(each)))
  const called = treesBelow(dir, 1)
  const whole = called.filter(hasPrimary)
  const calledSo = (path: string, has: string) => ({
    dir: path,
    why: `it is called ${basename(path)}, and ${has}`,
    isNamed: false,
  })
  const primary = (path: string) => calledSo(path, 'has a config with a defaults list')
  const ranks = [
    own.map((each) => because(each, dir)),
    whole.filter((path) => !ASIDE.test(`${relative(dir, path)}/`)).map(primary),
    named.map((each) => because(each, dir)),
    whole.map(primary),
    called.map((path) => calledSo(path, 'holds YAML files')),
  ]
  const likeliest = ranks.find((each) => each.length > 0) ?? []
  return [...new Map(likeliest.toReversed().map((each) => [each.dir, each])).values()].toReversed()
}

function because({ dir, file, line, what }: NamedTree, project: string): Candidate {
  return { dir, why: `${relative(project, file)}, line ${line}, names it: ${what}`, isNamed: true }
}

/** The nearest folders that are called as folders of configs are, and hold some. */
function treesBelow(dir: string, depth: number): string[] {
  if (depth > DEEPEST) return []
  return folders(dir).flatMap((name) => {
    const path = join(dir, name)
    if (CALLED.test(name) && holdsConfigs(path, 1)) return [path]
    return treesBelow(path, depth + 1)
  })
}

/** A folder of more files holds data. */
const MOST_ENTRIES = 2000

function folders(dir: string): string[] {
  const found = entries(dir)
  if (found.length > MOST_ENTRIES) return []
  return found
    .filter((entry) => !NOT_SOURCES.test(entry.name) && isFolder(dir, entry))
    .map(({ name }) => name)
    .sort()
}

/** Links are followed: only they are looked at one by one. */
function isFolder(dir: string, entry: Dirent): boolean {
  return entry.isDirectory() || (entry.isSymbolicLink() && statPath(join(dir, entry.name))?.isDirectory() === true)
}

/** Whether a file of this name may be a config, and is not known as another tool's. */
function isOwnConfig(name: string): boolean {
  return name.endsWith('.yaml') && !name.startsWith('.') && !PROJECTS.includes(name)
}

/** Whether YAML files lie in a folder or below it. */
function holdsConfigs(dir: string, depth: number): boolean {
  return holds(dir, depth, (name) => name.endsWith('.yaml'))
}

/** Whether files of such names lie in a folder or below it. */
function holds(dir: string, depth: number, isMeant: (name: string) => boolean): boolean {
  if (entries(dir).some(({ name }) => isMeant(name))) return true
  return depth < DEEPEST && folders(dir).some((name) => holds(join(dir, name), depth + 1, isMeant))
}

/** Whether a config with a defaults list lies in the folder itself. */
function hasPrimary(dir: string): boolean {
  return entries(dir).some(({ name }) => name.endsWith('.yaml') && hasDefaults(join(dir, name)))
}

/** Other tools, too, have files with a key of this name: what Hydra's lists cannot hold is none of them. */
function hasDefaults(file: string): boolean {
  if (!/^defaults\s*:/m.test(textOf(file))) return false
  try {
    const loaded = openRepository(dirname(file)).load(basename(file))
    return (loaded?.defaults.length ?? 0) > 0
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return !error.diagnostics.some(({ path }) => path === 'defaults')
  }
}

/** A folder that cannot be read has none. */
function entries(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Of a config: a larger file is none. */
const MOST_BYTES = 1 << 20

/** Of a file that can be read. */
function textOf(file: string): string {
  try {
    return readRegular(file, { largest: MOST_BYTES }).toString('utf8')
  } catch {
    return ''
  }
}
