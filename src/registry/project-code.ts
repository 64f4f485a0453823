import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { loadJson } from '../config/yaml/load-json.js'
import { ConfigError } from '../util/diagnostic.js'
import { readRegular } from '../util/read-regular.js'
import { shownPath } from '../util/shown-path.js'
import type { Source } from '../util/source.js'

/** A module that brings components, as a trusted place names it. */
export interface PluginReference {
  /** `./my-plugin.js`, or a package's name. */
  name: string
  /** The folder from which the name is resolved. */
  from: string
  source?: Source
}

/** Resolvers that come with polyhead, and that a project asks for by a name. */
export interface PackReference {
  name: string
  source?: Source | undefined
}

/** What a project names in its package.json, and on the command line. */
export interface ProjectCode {
  plugins: PluginReference[]
  packs: PackReference[]
}

/**
 * The plugins that a project names: `"polyhead": {"plugins": [...]}` of the nearest package.json at or above `cwd`,
 * then those of `--plugin`. Reads package.json alone; runs nothing.
 * @throws ConfigError where package.json is not valid.
 */
export function findPlugins(cwd: string, paths: readonly string[] = []): PluginReference[] {
  return findProjectCode(cwd, paths).plugins
}

/** The same, and the packs of resolvers that it asks for: `"polyhead": {"resolvers": ["math"]}`. */
export function findProjectCode(cwd: string, paths: readonly string[] = []): ProjectCode {
  const file = nearestPackageFile(cwd)
  const { plugins, packs } = file ? codeOfPackage(file, cwd) : { plugins: [], packs: [] }
  return { plugins: [...plugins, ...paths.map((name) => ({ name, from: cwd }))], packs }
}

/** A value of the section `polyhead` of the nearest package.json. @throws ConfigError where that is not valid */
export function findSetting(cwd: string, name: string): Node | undefined {
  const file = nearestPackageFile(cwd)
  const text = file === undefined ? '' : readPackageFile(file, cwd)
  if (file === undefined || !text.includes(`"${name}"`)) return undefined
  return entryAt(loadJson(text, shownPath(file, cwd)), 'polyhead', name)
}

function nearestPackageFile(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) return file
    if (dirname(folder) === folder) return undefined
  }
}

function codeOfPackage(file: string, cwd: string): ProjectCode {
  const text = readPackageFile(file, cwd)
  // Most packages name no plugins: their files are not parsed.
  if (!text.includes('"polyhead"')) return { plugins: [], packs: [] }
  const shown = shownPath(file, cwd)
  const own = entryAt(loadJson(text, shown), 'polyhead')
  const plugins = entryAt(own, 'plugins')
  const packs = namesIn(entryAt(own, 'resolvers'), () => 'polyhead.resolvers must be a list of packs, such as ["math"]')
  if (!plugins) return { plugins: [], packs }
  const from = dirname(file)
  const named = namesIn(plugins, () => 'polyhead.plugins must be a list of module names or paths')
  if (named.length > 0 && isInRunDirectory(from)) {
    throw new ConfigError({
      code: 'untrusted-plugin',
      path: 'polyhead.plugins',
      message: `${shown} lies in a run's directory, so the plugins that it names are not loaded`,
      source: plugins.source,
      hint: 'work in a folder of your own, or name those that you trust with --plugin',
    })
  }
  return { plugins: named.map((each) => ({ ...each, from })), packs }
}

/** The texts of a list. @throws ConfigError where it is none */
function namesIn(node: Node | undefined, message: () => string): { name: string; source?: Source }[] {
  if (!node) return []
  const wrong = ({ source }: Node) => new ConfigError({ code: 'invalid-package', path: '', message: message(), source })
  if (node.kind !== 'list') throw wrong(node)
  return node.items.map((item) => {
    if (item.kind !== 'string') throw wrong(item)
    return { name: item.value, source: item.source }
  })
}

/** Of a package.json, in bytes. */
const LARGEST = 16 * 2 ** 20

function readPackageFile(file: string, cwd: string): string {
  try {
    return readRegular(file, { largest: LARGEST }).toString('utf8')
  } catch (cause) {
    const message = `cannot read '${shownPath(file, cwd)}': ${(cause as Error).message}`
    throw new ConfigError({ code: 'invalid-plugin', path: '', message }, { cause })
  }
}

/** Results may come from somebody else: what lies beside them is data, whatever it says it is. */
function isInRunDirectory(start: string): boolean {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'run.json')) && existsSync(join(folder, 'config.resolved.yaml'))) return true
    if (dirname(folder) === folder) return false
  }
}
