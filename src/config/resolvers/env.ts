import { plainPlace } from '../interpolation/evaluate.js'
import type { Place } from '../place.js'
import { pythonStr } from '../python.js'
import type { Call } from './builtin.js'

/** `${oc.env:NAME,default}`: an environment variable as a string. The default becomes a string too, but for null. */
export function env({ frame, args, fail }: Call): Place {
  const [name, fallback] = args
  const text = name?.node.kind === 'string' ? name.node.value : fail('the name of an environment variable is a string')
  const value = Object.hasOwn(frame.session.env, text) ? frame.session.env[text] : undefined
  if (value !== undefined) {
    frame.session.envReads.add(text)
    return plainPlace({ kind: 'string', value }, frame)
  }
  if (!fallback) {
    const hint = `give a default: \${oc.env:${text},value}`
    return fail(`the environment variable '${text}' is not set`, hint, 'unset-variable')
  }
  const { node } = fallback
  return plainPlace(node.kind === 'null' ? node : { kind: 'string', value: pythonStr(node) }, frame)
}
