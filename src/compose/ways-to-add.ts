import { entryAt } from '../config/key-path.js'
import { theirPlace } from '../util/their-names.js'
import { isNamed } from './named-option.js'
import type { Repository } from './repository.js'

/**
 * Overrides that add an option to a config that has none of its group, or has others of it: to be tried, for it depends
 * on what is there which of them works.
 * @param place where the group's options go. Default: where the group is named, or what stands for it in a tree of
 *   CLArena's
 */
export function waysToAdd(group: string, option: string, repository: Repository, place?: string): string[] {
  const theirs = theirPlace({ has: repository.isGroup }, group)
  const places = place === undefined ? [group, ...(theirs === undefined ? [] : [theirs])] : [place]
  if (isNamed(group, option, repository)) {
    const target = entryAt(repository.load(`${group}/${option}`)?.content, '_target_')
    const named = target?.kind === 'string' ? target.value : undefined
    return places.flatMap((at) => [
      `+${group}@${at}.${option}=${option}`,
      ...(named === undefined ? [] : [`${at}=append({_target_: ${named}})`]),
    ])
  }
  const elsewhere = places.filter((at) => at !== group).map((at) => `+${group}@${at}=${option}`)
  return [`${group}=${option}`, `+${group}=${option}`, ...elsewhere]
}
