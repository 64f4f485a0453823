import { plainPlace, selectPlace } from '../interpolation/evaluate.js'
import type { MapNode } from '../node.js'
import { mapChild, type Place } from '../place.js'
import { pythonStr } from '../python.js'
import { isMissing } from '../scalar.js'
import type { Call } from './builtin.js'
import { strftime } from './strftime.js'

/** `${now:%Y-%m-%d}`: the time of the run, in local time. */
export function now({ frame, args, fail }: Call): Place {
  const { node } = args[0] as Place
  if (node.kind !== 'string') return fail(`'now' takes a format such as %Y-%m-%d, not ${pythonStr(node)}`)
  try {
    const value = timeText(frame.session.context.now, node.value)
    return plainPlace({ kind: 'string', value }, frame)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return fail(error.message)
  }
}

/** What was made of a run's time, by format: the jobs of a sweep have one. */
const made = new WeakMap<Date, Map<string, string>>()

function timeText(time: Date | undefined, format: string): string {
  if (!time) return strftime(new Date(), format)
  const texts = made.get(time) ?? new Map<string, string>()
  made.set(time, texts)
  const text = texts.get(format) ?? strftime(time, format)
  texts.set(format, text)
  return text
}

/** `${hydra:job.name}`: a value of the `hydra` node, resolved in the whole config. Null where it has no such key. */
export function hydra({ frame, tree, args, fail }: Call): Place {
  const { wholeConfig } = frame.session
  const node = args[0]?.node
  const key = node?.kind === 'string' ? node.value : fail("'hydra' takes a path")
  const start = wholeConfig && mapChild(wholeConfig as Place & { node: MapNode }, 'hydra')
  if (!start) return fail("the 'hydra' node is not known here: it is set when a run begins")
  const path = key.startsWith('.') ? key : `hydra.${key}`
  const found = selectPlace({ ...frame, parent: start }, path, { range: tree, lenient: true })
  return found && !isMissing(found.node) ? found : plainPlace({ kind: 'null', value: null }, frame)
}
