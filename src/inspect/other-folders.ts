import { join } from 'node:path'
import type { Diagnostic } from '../util/diagnostic.js'
import { statPath } from '../util/stat-path.js'
import { type Composing, composablePrimaries, composeOption, type Primary } from './compose-option.js'
import { isLack } from './lacking.js'

/** A folder of configs beside the tree. */
export interface OtherFolder {
  dir: string
  /** As its user would name it. */
  shown: string
}

/** Finds what a config lacks in other folders of its project. */
export class OtherFolders {
  readonly #list: () => readonly OtherFolder[]
  readonly #names: readonly string[]
  readonly #composing: Composing
  readonly #primaries = new Map<string, readonly Primary[]>()
  #listed: readonly OtherFolder[] | undefined

  /**
   * @param list the folders; asked for where something is lacking
   * @param names of the tree's primary configs
   */
  constructor(list: () => readonly OtherFolder[], names: readonly string[], composing: Composing) {
    this.#list = list
    this.#names = names
    this.#composing = composing
  }

  /** The override of the search path with which a config composes, if there is one. */
  searchPathFor(path: string, wrong: readonly Diagnostic[]): string | undefined {
    if (!wrong.every(isLack)) return undefined
    this.#listed ??= this.#list()
    return this.#listed
      .filter(({ dir }) => wrong.every((each) => mayHave(dir, each)))
      .map(({ shown }) => searchPath(shown))
      .find((override) => 'config' in composeOption(path, this.#primariesWith(override), this.#composing, [override]))
  }

  /** Those that compose with the folder. */
  #primariesWith(override: string): readonly Primary[] {
    const known = this.#primaries.get(override) ?? composablePrimaries(this.#names, this.#composing, [override])
    this.#primaries.set(override, known)
    return known
  }
}

/** A group that is lacking is a folder. */
function mayHave(dir: string, { code, path }: Diagnostic): boolean {
  return code !== 'unknown-option' || statPath(join(dir, path.split('@', 1).join()))?.isDirectory() === true
}

function searchPath(folder: string): string {
  const url = `file://${folder}`
  return `hydra.searchpath=[${/^[\w:/.+-]+$/.test(url) ? url : `'${url.replaceAll("'", "\\'")}'`}]`
}
