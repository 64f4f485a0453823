import { expect, test, vi } from 'vitest'
import { Generator } from '../../src/util/generator.js'
import { runtime } from '../../src/util/wasm-binary.js'

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

test('numbers are drawn one by one where the process has no room for a module', async () => {
  const { Instance } = runtime
  const expected = new Generator(9).uniform(64 * 624)
  vi.resetModules()
  runtime.Instance = class {
    constructor() {
      throw new RangeError('Out of memory')
    }
  } as never
  try {
    const fresh = await import('../../src/util/generator.js')
    expect(new fresh.Generator(9).uniform(64 * 624)).toEqual(expected)
  } finally {
    runtime.Instance = Instance
  }
})
