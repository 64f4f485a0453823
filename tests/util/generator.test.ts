import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fusedMultiplyAdd } from '../../src/util/fused-multiply-add.js'
import { Generator } from '../../src/util/generator.js'

const seeds = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })

describe('Generator', () => {
  test('without a seed: that of an unseeded torch.Generator', () => {
    expect(new Generator().u32()).toBe(new Generator(67280421310721).u32())
  })

  test('the high half of 64 bits is drawn first', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [halves, whole] = [new Generator(seed), new Generator(seed)]
        const high = BigInt(halves.u32())
        expect(whole.random64()).toBe((high << 32n) | BigInt(halves.u32()))
      }),
    )
  })

  test('skipping is drawing', () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 2000 }), (seed, count) => {
        const [drawn, skipped] = [new Generator(seed), new Generator(seed)]
        for (let i = 0; i < count; i++) drawn.u32()
        skipped.skip(count)
        expect(skipped.u32()).toBe(drawn.u32())
      }),
    )
  })

  test('a state, through JSON, goes on with the same draws, of named streams too', () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 700 }), (seed, count) => {
        const generator = new Generator(seed)
        generator.skip(count)
        generator.stream('dropout').skip(count)
        const state = JSON.parse(JSON.stringify(generator.getState()))
        const resumed = new Generator(seed)
        const stream = resumed.stream('dropout')
        stream.u32()
        resumed.setState(state)
        expect(stream.u32()).toBe(generator.stream('dropout').u32())
        expect(resumed.clone().u32()).toBe(generator.u32())
        expect(resumed.getState()).not.toEqual(generator.getState())
        resumed.u32()
        expect(resumed.getState()).toEqual(generator.getState())
      }),
      { numRuns: 30 },
    )
  })

  test('a state of another seed, or a damaged one, is refused', () => {
    const state = new Generator(1).getState()
    expect(() => new Generator(2).setState(state)).toThrow(RangeError)
    expect(() => new Generator(1).setState({ ...state, words: 'AAAA' })).toThrow(RangeError)
    expect(() => new Generator(1).setState({ ...state, next: 625 })).toThrow(RangeError)
  })

  test('streams: the same for the same seed and name, others for other names, whatever else is drawn', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.string(), (seed, name, other) => {
        const generator = new Generator(seed)
        const first = generator.stream(name).u32()
        expect(generator.u32()).toBe(new Generator(seed).u32())
        const again = new Generator(seed)
        again.skip(10)
        again.stream(other).u32()
        if (name === other) return
        expect(again.stream(name).u32()).toBe(first)
        expect(new Generator(seed).stream(other).random64()).not.toBe(new Generator(seed).stream(name).random64())
      }),
    )
  })

  test('randperm is a permutation', () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 200 }), (seed, n) => {
        const sorted = new Generator(seed).randperm(n).sort()
        expect([...sorted]).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
    )
  })

  test('uniform stays within its bounds, and takes one draw a number', () => {
    fc.assert(
      fc.property(seeds, fc.nat({ max: 50 }), (seed, size) => {
        const generator = new Generator(seed)
        const values = generator.uniform(size, -2, 3)
        expect(values.every((value) => value >= -2 && value < 3)).toBe(true)
        const skipped = new Generator(seed)
        skipped.skip(size)
        expect(generator.u32()).toBe(skipped.u32())
      }),
    )
  })
})

describe('fusedMultiplyAdd', () => {
  /** The exact sum as a fraction of 2^-scale, rounded to float32 once. */
  function exact(a: number, b: number, c: number): number {
    const scale = 400n
    const fixed = (value: number): bigint => {
      let [mantissa, exponent] = [value, 0n]
      while (!Number.isInteger(mantissa)) [mantissa, exponent] = [mantissa * 2, exponent + 1n]
      return BigInt(mantissa) << (scale - exponent)
    }
    const sum = ((fixed(a) * fixed(b)) >> scale) + fixed(c)
    const size = sum < 0n ? -sum : sum
    const extra = BigInt(Math.max(0, size.toString(2).length - 24))
    const [floor, rest, half] = [size >> extra, size & ((1n << extra) - 1n), extra > 0n ? 1n << (extra - 1n) : 1n]
    const up = extra > 0n && (rest > half || (rest === half && (floor & 1n) === 1n)) ? 1n : 0n
    const rounded = Number((floor + up) << extra) / 2 ** Number(scale)
    return sum < 0n ? -rounded : rounded
  }

  test('rounds once, whatever the sizes', () => {
    const float = fc
      .tuple(fc.integer({ min: -(2 ** 24), max: 2 ** 24 }), fc.integer({ min: -60, max: 20 }))
      .map(([mantissa, exponent]) => mantissa * 2 ** exponent)
    fc.assert(
      fc.property(float, float, float, (a, b, c) => {
        expect(fusedMultiplyAdd(a, b, c) + 0).toBe(exact(a, b, c) + 0)
      }),
      { numRuns: 500 },
    )
  })

  test('where rounding to double and then to float32 would differ', () => {
    // a·b lies just above the middle between two float32 numbers, by less than a double of c's size can tell
    const [a, b, c] = [1 + 2 ** -23, 2 ** -24, 2 ** 10]
    const tiny = fusedMultiplyAdd(a, b, c + 2 ** -13)
    expect(tiny).toBe(Math.fround(c + 2 ** -13))
    expect(fusedMultiplyAdd(1 + 2 ** -22, 2 ** -36, 2 ** -12 * (1 + 2 ** -23))).toBe(2 ** -12 * (1 + 2 ** -22))
  })
})
