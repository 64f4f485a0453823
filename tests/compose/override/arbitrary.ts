import fc from 'fast-check'

/** Pieces that mean something to the grammar, so that random texts get past its first token. */
export const pieces = [
  ...['a', 'b.c', 'g/h', '@', '+', '~', '=', '$x', '1', '-1', '0.5', '1e5', 'inf', 'nan', 'true', 'null', '01', '1_0'],
  ...[
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    ',',
    ':',
    ' ',
    '\t',
    '\\',
    '\\,',
    '\\\\',
    "'",
    '"',
    '"x"',
    "'y'",
    '${',
    '${a}',
    '${a:1}',
  ],
  ...[
    'int(',
    'float(',
    'str(',
    'bool(',
    'choice(',
    'range(',
    'interval(',
    'tag(',
    'sort(',
    'shuffle(',
    'glob(',
    'zip(',
  ],
  ...[
    'append(',
    'prepend(',
    'remove(',
    'reverse=',
    'list=',
    'sweep=',
    'step=',
    '???',
    '*',
    '/',
    '|',
    'é',
    '😀',
    '\n',
    '\0',
  ],
]

/** Texts that are often nearly overrides. */
export const nearlyOverride: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => `a=${parts.join('')}`),
)

const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,6}$/)
const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc
    .double()
    .map((x) => (Number.isNaN(x) ? 'nan' : x === Infinity ? 'inf' : x === -Infinity ? '-inf' : x.toExponential())),
)
const quoted = fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text).replace(/\\(?=["\\])/g, '\\'))
const plain = fc.oneof(
  word,
  number,
  fc.constantFrom('true', 'null', '${a.b}', 'a b', '\\,x', '/a/b', '-', '1:2'),
  quoted,
)

const key = fc.constantFrom('a', 'a.b', 'g/h', 'g@p', 'a@', '$x', '1.2', '')
const prefix = fc.constantFrom('', '+', '++', '~')

const value = fc.letrec<{ value: string; list: string; dict: string; call: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, depthIdentifier: 'value' }, plain, tie('list'), tie('dict'), tie('call')),
  list: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  dict: fc
    .array(fc.tuple(fc.oneof(word, number), tie('value')), { maxLength: 3 })
    .map((pairs) => `{${pairs.map(([k, v]) => `${k}: ${v}`).join(',')}}`),
  call: fc
    .tuple(
      fc.constantFrom(
        'int',
        'float',
        'str',
        'bool',
        'choice',
        'sort',
        'shuffle',
        'tag',
        'range',
        'interval',
        'glob',
        'append',
      ),
      fc.array(fc.oneof(tie('value'), number, word), { minLength: 1, maxLength: 3 }),
    )
    .map(([name, args]) => `${name}(${args.join(',')})`),
})).value

/** Texts with the shape of an override; many of them are one. */
export const overrideText: fc.Arbitrary<string> = fc
  .tuple(prefix, key, fc.array(value, { minLength: 1, maxLength: 3 }))
  .map(([p, k, values]) => `${p}${k}=${values.join(',')}`)
