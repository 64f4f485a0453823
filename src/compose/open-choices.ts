import type { Repository } from './repository.js'
import type { Tries } from './tried-hints.js'

/** A group of a defaults list of which no option is chosen. */
export interface OpenChoice {
  readonly group: string
  readonly options: readonly string[]
}

/** @param known the option of each group, by override key; null: none */
export function openChoices(
  known: ReadonlyMap<string, string | null>,
  repository: Pick<Repository, 'options'>,
): OpenChoice[] {
  const open = [...known].filter(([key, option]) => option === null && !/@|^hydra\//.test(key))
  return open.map(([group]) => ({ group, options: repository.options(group) }))
}

/**
 * An override that chooses an option, so that others work, too.
 * @param others in place of the one that does not work
 */
export function choiceThatWorks(
  open: readonly OpenChoice[],
  tries: Tries | undefined,
  others: readonly string[] = [],
): string | undefined {
  return open
    .flatMap(({ group, options }) => options.map((option) => `${group}=${option}`))
    .find((choice) => tries?.([choice, ...others], { instead: others[0] }))
}

/** `an option of 'index' is chosen`. */
export function isChosenText(open: readonly OpenChoice[]): string {
  return `an option of ${open.map(({ group }) => `'${group}'`).join(' or ')} is chosen`
}
