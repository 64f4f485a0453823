import { type Config, compose } from '../../compose/index.js'
import { childPath } from '../../config/index.js'
import type { Node } from '../../config/node.js'
import { ConfigError } from '../../util/diagnostic.js'
import { nearest } from '../../util/suggest.js'
import type { App, AppJob, Commands } from '../app.js'
import type { Composition, Project } from '../project.js'
import { isSound, type ParsedLine, parseArguments } from './parse-arguments.js'

/** Tries what may have been meant by a line, before it is suggested: what fails when it is typed helps nobody. */
export class LineTrial {
  readonly #app: App
  readonly #commands: Commands
  readonly #project: Project
  readonly #line: ParsedLine
  /** Overrides that were found to be meant, to try the next one with. */
  readonly #found: string[] = []

  constructor(app: App, commands: Commands, project: Project, line: ParsedLine) {
    this.#app = app
    this.#commands = commands
    this.#project = project
    this.#line = line
  }

  /** Whether a whole line can be taken apart. */
  parses(argv: readonly string[]): boolean {
    return isSound(parseArguments(argv, this.#commands, { program: this.#app.program, cwd: this.#project.cwd }))
  }

  /** The first of some overrides that is right with the rest of the line, or by itself where the rest is wrong. */
  async firstRight(candidates: Iterable<string>): Promise<string | undefined> {
    for (const override of candidates) {
      if ((await this.#isRight([...this.#rest(), override])) || (await this.#isRight([override]))) {
        this.#found.push(override)
        return override
      }
    }
    return undefined
  }

  /**
   * Keys and groups that a flag of this name may have meant: those that have the name, and those that are called alike.
   */
  async keysLike(flag: string): Promise<{ exact: string[]; near: string[] }> {
    const config = (await this.#composed(this.#rest())) ?? (await this.#composed([]))
    if (!config) return { exact: [], near: [] }
    const name = flag.replaceAll('-', '_')
    const chosen = Object.keys(config.choices).filter((group) => !group.startsWith('hydra/'))
    const groups = [...new Set([...chosen, ...(this.#project.repository.isGroup(name) ? [name] : [])])]
    const paths = leaves(config.root)
    const last = (path: string) => path.slice(path.lastIndexOf('.') + 1)
    const alike = nearest(name, [...groups, ...paths.map(last)])
    return {
      exact: [
        ...groups.filter((group) => group === name),
        ...paths.filter((path) => path === name || last(path) === name),
      ],
      near: [
        ...[...groups, ...paths].filter((path) => last(path) === alike),
        ...paths.filter((path) => last(path).endsWith(`_${name}`)),
      ],
    }
  }

  /** The option of a group that a word may have meant. */
  nearestOption(group: string, word: string): string | undefined {
    return nearest(word, this.#project.repository.options(group))
  }

  #rest(): string[] {
    return [...this.#line.args.overrides, ...this.#found]
  }

  async #isRight(overrides: readonly string[]): Promise<boolean> {
    const config = await this.#composed(overrides)
    if (!config || this.#line.args.flags.multirun) return config !== undefined
    const job: AppJob = {
      config,
      overrides,
      facts: { cwd: this.#project.cwd, now: new Date(), name: this.#app.jobName, env: process.env },
    }
    return (await unlessWrong(() => this.#app.check(job, this.#project).then(() => true))) ?? false
  }

  async #composed(overrides: readonly string[]): Promise<Config | undefined> {
    const composition: Composition | undefined = await unlessWrong(() => this.#project.composition())
    const mode = this.#line.args.flags.multirun ? 'multirun' : 'run'
    return composition && unlessWrong(() => compose({ ...composition, overrides, mode }))
  }
}

async function unlessWrong<T>(attempt: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

/** Dotted paths of all values, those near the root first. */
function leaves(root: Node): string[] {
  const found: string[] = []
  const visit = (node: Node, path: string): void => {
    if (node.kind !== 'map') found.push(path)
    else for (const [key, child] of node.entries) visit(child, childPath(path, node, key))
  }
  visit(root, '')
  const depth = (path: string) => path.split('.').length
  return found.sort((a, b) => depth(a) - depth(b))
}
