import { openRepository, type Repository, type RepositoryEntry } from '../compose/index.js'
import type { ResolverRegistry } from '../config/index.js'
import type { Registry } from '../registry/registry.js'
import type { Flags } from './flags.js'

export interface ProjectParts {
  flags: Flags
  cwd: string
  /** The primary config; null: an empty one. */
  configName: string | null
  /** The folders of the search path. @throws ConfigError where one that a flag names is not there */
  folders: () => readonly RepositoryEntry[]
  /** What is known without importing anything. Absent for an app built on `main`: its components are its own. */
  builtin?: Registry
  /** Every component and resolver, those of plugins too: here, and nowhere else, is a project's own code imported. */
  loadRegistry: () => Promise<Registry>
}

/** What a command line works on. Each part is opened when it is first asked for, once a process. */
export class Project {
  readonly flags: Flags
  readonly cwd: string
  readonly configName: string | null
  readonly builtin: Registry | undefined
  readonly #parts: ProjectParts
  #repository: Repository | undefined
  #registry: Promise<Registry> | undefined

  constructor(parts: ProjectParts) {
    this.#parts = parts
    this.flags = parts.flags
    this.cwd = parts.cwd
    this.configName = parts.configName
    this.builtin = parts.builtin
  }

  /** Where configs are found. @throws ConfigError where a folder that a flag names is not there */
  get repository(): Repository {
    this.#repository ??= openRepository(this.#parts.folders())
    return this.#repository
  }

  /** Every component and resolver. Imports the project's plugins. @throws ConfigError for one that does not load */
  registry(): Promise<Registry> {
    this.#registry ??= this.#parts.loadRegistry()
    return this.#registry
  }

  /** What composing needs beside overrides. Imports the project's plugins, for their resolvers. */
  async composition(): Promise<Composition> {
    const { resolvers } = await this.registry()
    return { repository: this.repository, configName: this.configName, resolvers }
  }

  /** What the project's plugins bring, as `group: target`. */
  async ownComponents(): Promise<string[]> {
    const builtin = this.builtin
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
}
