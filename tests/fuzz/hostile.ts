import { pieces } from '../compose/override/arbitrary.js'
import { SECRET_NAME } from './case.js'
import type { Random } from './random.js'

/** Texts that are no mistake of anybody's, but an attack, or a corner of some grammar. */
const TEXTS: readonly string[] = [
  ...['', ' ', '???', 'null', '~', '-', '--', '.', '..', '..x', '../../x', '/proc/x', '/proc/self/mem'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_target_', 'defaults', 'hydra'],
  ...['\u001b[2J', '\u202ex', '\0', '\ud800', '\u2028', '\u0085', '\ufeff', 'é', '😀', 'a\nb', '<script>', '=1+1'],
  ...['${', '${a', '${a.b}', '${oc.env:HOME}', `\${oc.env:${SECRET_NAME}}`, '${now:%999999999Y}', '${hydra:job.name}'],
  ...[
    '${oc.create:"{a: 1}"}',
    '${oc.decode:"[1"}',
    '${oc.dict.keys:optimizer}',
    '${oc.select:a,${b}}',
    '${.a}',
    '${..}',
  ],
  ...['x'.repeat(5000), '['.repeat(3000), '1:'.repeat(3000), '${'.repeat(300), 'a.'.repeat(400), '9'.repeat(5000)],
]

const NUMBERS: readonly number[] = [
  ...[
    0,
    -0,
    1,
    -1,
    2,
    3,
    0.5,
    1e-300,
    1e308,
    -1e308,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    -(2 ** 53),
    1e21,
    65_537,
    1_000_000_000,
  ],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
]

export function hostileText(random: Random): string {
  return random.chance(0.7) ? random.pick(TEXTS) : random.some(1, 8, () => random.pick(pieces)).join('')
}

/** A value that JSON, YAML and JavaScript can say. */
export function hostileValue(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 3 ? 4 : 7)
  if (kind === 0) return hostileText(random)
  if (kind === 1) return random.pick(NUMBERS)
  if (kind === 2) return random.pick([true, false, null])
  if (kind === 3) return random.below(20)
  if (kind === 4) return random.some(0, 4, () => hostileValue(random, depth + 1))
  if (kind === 5) return nested(random.pick([10, 200, 2000]))
  return Object.fromEntries(random.some(0, 4, () => [hostileText(random), hostileValue(random, depth + 1)]))
}

function nested(levels: number): unknown {
  let value: unknown = []
  for (let i = 0; i < levels; i++) value = [value]
  return value
}
