import type { Diagnostic } from '../../util/diagnostic.js'
import type { ResolverTree } from '../interpolation/ast.js'
import type { Frame } from '../interpolation/session.js'
import type { Place } from '../place.js'

/** One call of a built-in resolver. */
export interface Call {
  readonly frame: Frame
  readonly tree: ResolverTree
  readonly name: string
  readonly args: readonly Place[]
  /** Raises an error at the call. */
  fail(message: string, hint?: string, code?: Diagnostic['code']): never
}

export interface Builtin {
  readonly least: number
  readonly most: number
  readonly useCache?: boolean
  readonly call: (call: Call) => Place
}
