import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Element, parseOverride, printOverride } from '../../../src/compose/override/index.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { nearlyOverride, overrideText } from './arbitrary.js'

/** An override but for its places. */
function meaning(text: string) {
  const { type, keyElement, package: pack, valueType, element } = parseOverride(text)
  return { type, keyElement, pack, valueType, element: element && unplaced(element) }
}

function unplaced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unplaced)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value as Element)
      .filter(([name]) => name !== 'range')
      .map(([name, part]) => [name, unplaced(part)]),
  )
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

test('printing an override and reading it again gives the same override', () => {
  let read = 0
  fc.assert(
    fc.property(overrideText, (text) => {
      const override = attempt(() => parseOverride(text))
      // Shuffling a list when it is read depends on the text, and the printed one is another.
      fc.pre(override !== undefined && !text.includes('shuffle'))
      read++
      expect(meaning(printOverride(override))).toEqual(meaning(text))
    }),
    { numRuns: 5000 },
  )
  expect(read).toBeGreaterThan(1000)
})

test('an element is the same after it went to a job as text, where Hydra can say it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const text = `a="${value.replace(/\\*(?="|$)/g, (run) => run + run).replace(/"/g, '\\"')}"`
      const override = parseOverride(text)
      expect(override.value).toMatchObject({ value })
      expect(parseOverride(`a=${override.valueText}`).value).toMatchObject({ value })
    }),
    { numRuns: 2000 },
  )
})

test('random texts are overrides or a ConfigError whose place lies in the text', () => {
  const texts = fc.oneof(
    nearlyOverride,
    overrideText,
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary-ascii' }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const override = parseOverride(text)
        attempt(() => override.value)
        attempt(() => override.valueText)
        attempt(() => override.values())
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError)
        for (const { source } of (error as ConfigError).diagnostics) {
          if (source?.kind !== 'override') throw error
          expect(source.range[0]).toBeLessThanOrEqual(source.range[1])
          expect(source.range[1]).toBeLessThanOrEqual(text.length)
        }
      }
    }),
    { numRuns: 10_000 },
  )
})
