import { dereference, plainPlace, selectPlace } from '../interpolation/evaluate.js'
import { resolvePlace } from '../interpolation/resolve-place.js'
import type { MapNode } from '../node.js'
import { mapChild, type Place, rootPlace } from '../place.js'
import { pythonStr } from '../python.js'
import { isMissing } from '../scalar.js'
import type { Call } from './builtin.js'
import { strftime } from './strftime.js'

/** `${now:%Y-%m-%d}`: the time of the run, in local time. */
export function now({ frame, args, fail }: Call): Place {
  const { node } = args[0] as Place
  if (node.kind !== 'string') return fail(`'now' takes a format such as %Y-%m-%d, not ${pythonStr(node)}`)
  const value = strftime(frame.session.context.now ?? new Date(), node.value)
  return plainPlace({ kind: 'string', value }, frame)
}

/** `${hydra:job.name}`: a value of the `hydra` node. Null where it has no such key. */
export function hydra({ frame, tree, args, fail }: Call): Place {
  const { session } = frame
  const node = args[0]?.node
  const key = node?.kind === 'string' ? node.value : fail("'hydra' takes a path")
  if (!session.context.hydra) return fail("the 'hydra' node is not known here: it is set when a run begins")
  const whole: MapNode = { kind: 'map', entries: new Map([['hydra', session.context.hydra]]) }
  const top = rootPlace(whole) as Place & { node: MapNode }
  const start = mapChild(top, 'hydra') as Place
  const inside = { ...frame, place: frame.place, parent: start, memo: new Set<Place>() }
  const found = selectPlace(inside, key.startsWith('.') ? key : `.${key}`, { range: tree, lenient: true })
  if (!found || isMissing(found.node)) return plainPlace({ kind: 'null', value: null }, frame)
  const value = dereference(session, found)
  return plainPlace(resolvePlace(session, value), frame)
}
