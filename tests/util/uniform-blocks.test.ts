import { expect, test } from 'vitest'
import { Generator } from '../../src/util/generator.js'

test.each([0, 1, 623, 624, 1000])('many numbers are drawn as one by one, after %d others', (before) => {
  for (const count of [64 * 624, 64 * 624 + 1, 100_000]) {
    const [one, other] = [new Generator(9), new Generator(9)]
    for (const each of [one, other]) each.skip(before)
    const values = one.uniform(count)
    const wrong = values.findIndex((value) => value !== (other.u32() & 0xffffff) * 2 ** -24)
    expect(wrong).toBe(-1)
    expect(one.getState()).toEqual(other.getState())
    expect(one.u32()).toBe(other.u32())
  }
})
