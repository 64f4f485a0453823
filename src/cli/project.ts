import { openRepository, type Repository, type RepositoryEntry, type VersionBase } from '../compose/index.js'
import type { ResolverRegistry } from '../config/index.js'
import type { PluginReference } from '../registry/project-code.js'
import type { Registry } from '../registry/registry.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { ownCommand } from '../util/own-command.js'
import { tell, tellDiagnostics } from '../util/terminal.js'
import type { Flags } from './arguments/flags.js'

export interface ProjectParts {
  flags: Flags
  cwd: string
  /** The primary config; null: an empty one. */
  configName: string | null
  /** The folders of the search path. @throws ConfigError where one that a flag names is not there */
  folders: () => readonly RepositoryEntry[]
  /** By which version's rules configs are composed. @throws ConfigError where it is none that is known */
  versionBase: () => VersionBase
  /** Where the primary config must not be one that is built in. @throws ConfigError where the project has none */
  requirePrimary?: () => void
  /** What is known without importing anything. Absent for an app built on `main`: its components are its own. */
  builtin?: () => Promise<Registry>
  /** Whether plugins or packs may bring resolvers. Default: they may. */
  hasOwnCode?: () => boolean
  /** Every component and resolver, those of plugins too: here, and nowhere else, is a project's own code imported. */
  loadRegistry: () => Promise<Registry>
  /**
   * The same without plugins that only lie beside a saved run, and those that were left out. Default: `loadRegistry`.
   */
  loadTrusted?: () => Promise<{ registry: Registry; leftOut: readonly PluginReference[] }>
}

/** What a command line works on. Each part is opened when it is first asked for, once a process. */
export class Project {
  readonly flags: Flags
  readonly cwd: string
  readonly configName: string | null
  readonly #parts: ProjectParts
  #repository: Repository | undefined
  #registry: Promise<Registry> | undefined
  readonly #warnings = new Map<string, Diagnostic>()

  constructor(parts: ProjectParts) {
    this.#parts = parts
    this.flags = parts.flags
    this.cwd = parts.cwd
    this.configName = parts.configName
  }

  /** Where configs are found. @throws ConfigError where a folder that a flag names is not there */
  get repository(): Repository {
    const { folders, versionBase } = this.#parts
    this.#repository ??= openRepository(folders(), { versionBase: versionBase() })
    return this.#repository
  }

  /** The components that come with polyhead; undefined for an app built on `main`. */
  async builtin(): Promise<Registry | undefined> {
    return await this.#parts.builtin?.()
  }

  /** Every component and resolver. Imports the project's plugins. @throws ConfigError for one that does not load */
  registry(): Promise<Registry> {
    this.#registry ??= this.#parts.loadRegistry()
    return this.#registry
  }

  /**
   * For commands on saved runs: imports no plugin that the user did not trust by an act, and tells which were left out.
   * @param quiet tells nothing
   */
  async trustedRegistry({ quiet = false } = {}): Promise<Registry> {
    const { loadTrusted } = this.#parts
    if (!loadTrusted) return await this.registry()
    const { registry, leftOut } = await loadTrusted()
    if (leftOut.length > 0 && !quiet) {
      const names = leftOut.map(({ name }) => name).join(', ')
      tell(`not loaded: plugins ${names} of package.json. Where the project is yours: ${ownCommand()} trust\n`)
    }
    return registry
  }

  /** Whether plugins or packs may bring components or resolvers. */
  hasOwnCode(): boolean {
    return this.#parts.hasOwnCode?.() ?? true
  }

  /** What composing needs beside overrides. Imports the project's plugins, for their resolvers. */
  async composition(): Promise<Composition> {
    const resolvers = this.hasOwnCode() ? (await this.registry()).resolvers : undefined
    this.requirePrimary()
    return { repository: this.repository, configName: this.configName, resolvers, warn: (one) => this.warn(one) }
  }

  /** @throws ConfigError where the primary config must be the project's own, and there is none */
  requirePrimary(): void {
    this.#parts.requirePrimary?.()
  }

  /** What is worth knowing of the configs composed so far. */
  get warnings(): readonly Diagnostic[] {
    return [...this.#warnings.values()]
  }

  /** Tells each warning once, however many configs of a sweep it comes with. */
  warn(warning: Diagnostic): void {
    const name = `${warning.path} ${warning.message}`
    if (this.#warnings.has(name)) return
    this.#warnings.set(name, warning)
    tellDiagnostics([warning])
  }

  /** What the project's plugins bring, as `group: target`. */
  async ownComponents(): Promise<string[]> {
    const builtin = await this.builtin()
    if (!builtin) return []
    return (await this.registry())
      .list()
      .filter(({ target }) => builtin.find(target) === undefined)
      .map(({ group, target }) => `${group}: ${target}`)
  }
}

export interface Composition {
  repository: Repository
  configName: string | null
  resolvers: ResolverRegistry | undefined
  warn: (warning: Diagnostic) => void
}
