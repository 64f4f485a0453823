import { afterEach, expect, test } from 'vitest'
import { withVariables } from '../../src/run/with-variables.js'

const NAME = 'T_HELD_BY_TESTS'

afterEach(() => {
  delete process.env[NAME]
})

/** Holds a variable until it is told to end. */
function holder(value: string) {
  let end = () => {}
  const ended = withVariables({ [NAME]: value }, () => new Promise<void>((resolve) => (end = resolve)))
  return async () => {
    end()
    await ended
  }
}

test.each([[undefined], ['outer']])('two at once leave what was there before: %s', async (before) => {
  for (const first of [0, 1]) {
    if (before !== undefined) process.env[NAME] = before
    const ends = [holder('a'), holder('b')]
    expect(process.env[NAME]).toBe('b')
    await ends[first]?.()
    expect(process.env[NAME]).toBe(first === 0 ? 'b' : 'a')
    await ends[1 - first]?.()
    expect(process.env[NAME]).toBe(before)
  }
})

test('what fails leaves nothing behind', async () => {
  const fails = () => {
    throw new Error(process.env[NAME])
  }
  await expect(withVariables({ [NAME]: 'a' }, fails)).rejects.toThrow('a')
  expect(process.env[NAME]).toBeUndefined()
})
