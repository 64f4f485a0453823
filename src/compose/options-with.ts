import { selectRaw } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { orList } from '../util/or-list.js'
import type { Repository } from './repository.js'

/**
 * Overrides that choose another option of a node's group, one whose file has a key. A group may put its options
 * elsewhere, under its own name.
 * @param known the option of each group, by override key
 */
export function optionsWith(
  repository: Pick<Repository, 'options' | 'load'>,
  known: ReadonlyMap<string, string | null>,
  node: string,
  key: string,
): string[] {
  const groups = [node.replaceAll('.', '/'), node.slice(node.lastIndexOf('.') + 1)]
  const group = groups.find((each) => known.has(each))
  if (group === undefined) return []
  const chosen = known.get(group) ?? null
  const others = repository.options(group).filter((option) => option !== chosen)
  return others
    .filter((option) => hasKey(repository, `${group}/${option}`, key))
    .sort((a, b) => alike(b, chosen) - alike(a, chosen))
    .map((option) => `${group}=${option}`)
}

/** Options of one group, as a hint tells who has a key: `hydra/sweeper=random, sobol or tpe has it`. */
export function haveIt(choices: readonly string[]): string | undefined {
  const [group] = choices[0]?.split('=', 1) ?? []
  if (group === undefined) return undefined
  return `${group}=${orList(choices.map((choice) => choice.slice(group.length + 1)))} has it`
}

/** How many letters an option's name begins with as the chosen one's: `permuted` is like `permuted_digits`. */
function alike(option: string, chosen: string | null): number {
  const differs = [...option].findIndex((letter, i) => letter !== chosen?.[i])
  return differs === -1 ? option.length : differs
}

function hasKey(repository: Pick<Repository, 'load'>, path: string, key: string): boolean {
  try {
    const file = repository.load(path)
    return file !== undefined && selectRaw(file.content, key) !== undefined
  } catch (error) {
    // What cannot be read is not what somebody looks for.
    if (error instanceof ConfigError) return false
    throw error
  }
}
