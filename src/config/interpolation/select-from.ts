import type { Place } from '../place.js'
import { selectPlace } from './evaluate.js'
import type { Session } from './session.js'

/** Where a dotted path leads from the root of a tree, or undefined; as `OmegaConf.select` looks it up. */
export function selectFrom(session: Session, root: Place, key: string, throwOnMissing: boolean): Place | undefined {
  const frame = {
    session,
    place: { node: { kind: 'string', value: key }, parent: undefined, key },
    parent: root,
    memo: new Set<Place>(),
  } as const
  return selectPlace(frame, key.startsWith('.') ? key : `.${key}`, { lenient: true, throwOnMissing })
}
