import { selectPlace } from '../interpolation/evaluate.js'
import { warnAt } from '../interpolation/session.js'
import { type Place, pathOf } from '../place.js'
import type { Call } from './builtin.js'

const MESSAGE = "'$OLD_KEY' is deprecated. Change your code and config to use '$NEW_KEY'"

/** `${oc.deprecated:path,message}`: the value at another path, with a warning. */
export function deprecated({ frame, tree, args, fail }: Call): Place {
  const [target, text] = args
  const key = target?.node.kind === 'string' ? target.node.value : fail("'oc.deprecated' takes a path")
  if (text && text.node.kind !== 'string') return fail("the message of 'oc.deprecated' is a string")
  const found = selectPlace(frame, key, { range: tree, lenient: true })
  if (!found) return fail(`'oc.deprecated': there is no '${key}'`)
  const template = text?.node.kind === 'string' ? text.node.value : MESSAGE
  const names: Record<string, string> = { OLD_KEY: pathOf(frame.place), NEW_KEY: pathOf(found) }
  const message = template.replace(
    /\$(?:\{(OLD_KEY|NEW_KEY)\}|(OLD_KEY|NEW_KEY)(?!\w))/g,
    (_, a, b) => names[a ?? b] as string,
  )
  warnAt(frame, tree, { code: 'deprecated', message })
  return found
}
