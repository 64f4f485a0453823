import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseExact, stringifyExact } from '../../src/util/exact-json.js'

test('every number comes back as it was, wherever it stands', () => {
  const numbers = fc.oneof(
    fc.double(),
    fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  )
  const values = fc.letrec((tie) => ({
    value: fc.oneof(numbers, fc.string(), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    map: fc.dictionary(fc.stringMatching(/^[a-z/_-]{1,9}$/), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  })).value
  fc.assert(
    fc.property(values, (value) => {
      expect(parseExact(stringifyExact(value))).toEqual(value)
    }),
  )
})
