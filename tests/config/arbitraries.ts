import fc from 'fast-check'
import type { Node } from '../../src/config/index.js'
import { fromPlain } from '../../src/config/index.js'

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    ' ',
    'a b',
    'yes',
    'null',
    '1',
    '1e3',
    '.5',
    '0x1f',
    '2024-01-01',
    '- a',
    'a: b',
    'a #b',
    "it's",
    '"',
    '\n',
    'a\n b\n',
    '---',
  ),
  // Long enough to be folded.
  fc
    .array(fc.constantFrom('lorem', 'ipsum', "d'olor", 'sit-amet', '\u00e9'), { maxLength: 40 })
    .map((words) => words.join(' ')),
)

/** Texts that YAML can hold as they are: no lone surrogates, nothing with a meaning of its own in a config. */
const plainText = text.filter((value) => !/\p{Surrogate}/u.test(value) && !value.includes('${') && value !== '???')

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'lr', 'name'),
  plainText.filter((value) => value !== '__proto__'),
  fc.integer({ min: 2, max: 9 }),
)

const scalar: fc.Arbitrary<Node> = fc.oneof(
  plainText.map((value): Node => ({ kind: 'string', value })),
  fc.maxSafeInteger().map((value): Node => ({ kind: 'int', value: value + 0 })),
  fc.bigInt().map((value) => fromPlain(value)),
  fc.double().map((value): Node => ({ kind: 'float', value })),
  fc.boolean().map((value): Node => ({ kind: 'bool', value })),
  fc.constant<Node>({ kind: 'null', value: null }),
  fc.uint8Array({ maxLength: 8 }).map((value): Node => ({ kind: 'bytes', value: Uint8Array.from(value) })),
)

const missing: fc.Arbitrary<Node> = fc.constant({ kind: 'missing', value: '???' })

function tree(leaf: fc.Arbitrary<Node>): fc.Arbitrary<Node> {
  const { node } = fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }).map((items): Node => ({ kind: 'list', items })),
      fc
        .array(fc.tuple(key, tie('node')), { maxLength: 4 })
        .map((pairs): Node => ({ kind: 'map', entries: new Map(pairs) })),
    ),
  }))
  return node
}

/** Values without interpolations; `???` among them where asked for. */
export function values(options: { missing?: boolean } = {}): fc.Arbitrary<Node> {
  return tree(options.missing ? fc.oneof({ weight: 9, arbitrary: scalar }, { weight: 1, arbitrary: missing }) : scalar)
}

/** A whole config: a map at the top. */
export function configs(options: { missing?: boolean } = {}): fc.Arbitrary<Node> {
  return fc
    .array(fc.tuple(key, values(options)), { maxLength: 5 })
    .map((pairs) => ({ kind: 'map', entries: new Map(pairs) }))
}

const PIECES = [
  'a', 'b: ', ': ', ':', '- ', '-', '\n', '\n  ', '\n    ', ' ', '{', '}', '[', ']', ',', '"', "'", '#', ' #', '?', '? ', '&x ', '*x',
  '!', '!!str ', '!!int ', '!delete', '|\n', '>-\n', '<<: ', '=', '%', '@', '`', '\t', '\\', '---\n', '...\n', '\u00e9', '\u{1f600}', '\u2028', '\r\n',
  '1', '0x', '1.5', '.inf', 'true', 'null', '~', '${', '${a}', '${b.c}', '${oc.env:HOME}', '???', '12:30', '!!binary ', '\ufeff', '\0', '\ud800',
] // biome-ignore format: a row of pieces

/** Texts that look like YAML, or like interpolations, more or less. */
export const yamlish: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

const INTERPOLATION_PIECES = [
  '${', '}', '${a}', '${b.c}', '${.x}', '${..a}', 'a', 'b', 'c', '.', '..', ':', ',', ' ', "'", '"', '\\', '\\\\', '\\${', '$', '[', ']', '{', '}',
  'oc.env:', 'oc.select:', 'oc.create:', 'oc.decode:', 'oc.dict.keys:', 'oc.dict.values:', 'oc.deprecated:', 'now:', 'hydra:', '1', '1.5', 'true', 'null',
  '{a:1}', '[1,2]', 'x y', '\t', '\n', '(', '=', '\u{1f600}', '\ud800',
] // biome-ignore format: a row of pieces

export const interpolationish: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...INTERPOLATION_PIECES), { maxLength: 25 }).map((pieces) => `\${${pieces.join('')}`),
  fc.array(fc.constantFrom(...INTERPOLATION_PIECES), { maxLength: 25 }).map((pieces) => pieces.join('')),
)
