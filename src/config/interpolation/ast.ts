import type { ScalarNode } from '../node.js'

/** `[start, end)` in the string that was parsed. */
interface Ranged {
  start: number
  end: number
}

/** Text pieces and interpolations in a row. One lone interpolation gives its value; anything else gives a string. */
export interface TextTree extends Ranged {
  type: 'text'
  parts: readonly (string | InterpolationTree)[]
}

/** `${a.b}`: the pieces of its path, dots and brackets included. */
export interface PathTree extends Ranged {
  type: 'path'
  parts: readonly (string | InterpolationTree)[]
}

/** `${name:a,b}`. `texts` are the arguments as written. */
export interface ResolverTree extends Ranged {
  type: 'resolver'
  name: readonly (string | InterpolationTree)[]
  args: readonly ElementTree[]
  texts: readonly string[]
}

export type InterpolationTree = PathTree | ResolverTree

/** An argument of a resolver. A `quoted` text is a string in any case. */
export type ElementTree =
  | InterpolationTree
  | (Ranged & { type: 'constant'; node: ScalarNode })
  | (Ranged & { type: 'concat' | 'quoted'; parts: readonly (string | InterpolationTree)[] })
  | (Ranged & { type: 'list'; items: readonly ElementTree[] })
  | (Ranged & { type: 'dict'; pairs: readonly (readonly [key: ScalarNode, value: ElementTree])[] })
