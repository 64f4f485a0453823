import { newSession, type Session } from './interpolation/session.js'
import { callResolver } from './resolvers/call.js'
import type { ResolveOptions } from './resolvers/registry.js'

/** A session in which interpolations may call the built-in resolvers and those of `options`. */
export function openSession(options: ResolveOptions): Session {
  return newSession(options, callResolver)
}
