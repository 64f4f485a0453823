import { enumerate } from './enumerate.js'
import { type OverrideContext, overrideError } from './errors.js'
import { describe } from './functions.js'
import { tokenize } from './lexer.js'
import type { Element, Range, ZipSweep } from './types.js'

interface Member {
  readonly key: string
  readonly keyRange: Range
  readonly value: Element
}

const example = 'name=zip(a=choice(1,2), b=choice(x,y))'

/**
 * `zip(a=…, b=…)`: members are lists, choices or ranges of one length.
 * @throws ConfigError
 */
export function zip(members: readonly Member[], range: Range, context: OverrideContext): ZipSweep {
  const fail = (place: Range, message: string): never => {
    throw overrideError(context, place, message, `as in ${example}`)
  }
  if (members.length < 2) fail(range, 'zip pairs two keys or more')
  const seen = new Set<string>()
  const built = members.map(({ key, keyRange, value }) => {
    if (!isKey(key)) fail(keyRange, `'${key}' is not a key`)
    const bare = key.replace(/^\++/, '')
    if (bare === 'hydra' || /^hydra[./]/.test(bare)) fail(keyRange, 'a sweep cannot change the hydra node')
    if (seen.has(bare)) fail(keyRange, `zip has '${bare}' twice`)
    seen.add(bare)
    return { key, values: valuesOf(value), range: [keyRange[0], value.range[1]] as const }
  })
  const [first] = built as [(typeof built)[0]]
  const odd = built.find(({ values }) => values.length !== first.values.length)
  if (odd) {
    fail(
      odd.range,
      `zip pairs lists of one length: '${first.key}' has ${first.values.length}, '${odd.key}' has ${odd.values.length}`,
    )
  }
  return { kind: 'zip', members: built, shuffle: false, tags: [], range }

  function valuesOf(value: Element): readonly Element[] {
    if (value.kind === 'list') return nonEmpty(value, value.items)
    if (value.kind !== 'choice' && value.kind !== 'range') {
      return fail(value.range, `zip takes lists, choices and ranges, not ${describe(value)}`)
    }
    if (value.shuffle) fail(value.range, 'shuffle the whole zip, not a member: the pairs would be lost')
    return nonEmpty(value, [...enumerate(value, context)])
  }

  function nonEmpty(value: Element, values: readonly Element[]): readonly Element[] {
    return values.length > 0 ? values : fail(value.range, 'there is nothing to pair')
  }
}

/** Whether the text is a key of an override, with at most its `+`. */
function isKey(key: string): boolean {
  const types = tokenize(key.replace(/^\+{1,2}/, '')).map(({ type }) => type)
  return /^(?:id( \/ id)*|key-special|dot-path)( @( (?:id|key-special|dot-path))?)? end$/.test(types.join(' '))
}
