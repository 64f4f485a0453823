import { parseOverride } from '../compose/override/index.js'
import { asTyped } from '../compose/tried-hints.js'
import type { Diagnostic } from '../util/diagnostic.js'
import type { Trying } from './search-ends.js'
import { INTERVAL } from './sweepers/search-space.js'
import type { JobOverrides } from './sweepers/sweeper.js'

/**
 * A hint at an interval of whole numbers, where a number that was drawn is refused and the whole one beside it is not.
 * @param options.textOf what a key is drawn from, as an override
 */
export async function wholeThatHelps(
  { path, source }: Diagnostic,
  job: JobOverrides,
  { check, textOf }: Pick<Trying, 'check'> & { textOf: (key: string) => string | undefined },
): Promise<string | undefined> {
  if (source?.kind !== 'override' || !job.includes(source.text)) return undefined
  const { keyElement, element } = parseOverride(source.text)
  const given = textOf(keyElement)
  if (element?.kind !== 'float' || given === undefined || !INTERVAL.test(given)) return undefined
  const whole = `${keyElement}=${Math.round(element.value)}`
  const wrong = await check(job.map((text) => (text === source.text ? whole : text)))
  if (wrong.some((each) => each.path === path)) return undefined
  const written = given.replace(INTERVAL, (interval) => `int(${interval})`)
  return `whole numbers are drawn from ${asTyped(written)}`
}
