import { entryAt } from '../config/key-path.js'
import type { Repository } from './repository.js'

/** Whether an option is one component of a group whose options are put together, each under a name of its own. */
export function isNamed(group: string, option: string, repository: Repository): boolean {
  const isComponent = (name: string) => entryAt(repository.load(`${group}/${name}`)?.content, '_target_') !== undefined
  return isComponent(option) && !repository.options(group).every(isComponent)
}
