import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/util/diagnostic.js'
import { comesFromUser, describeThrown, stacksOf, userFrame } from '../../src/util/thrown.js'
import { perhapsUsers, thrownBy, UserError } from '../../src/util/user-error.js'

const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' })

describe('what was thrown, in words', () => {
  test.each([
    ['an error', new Error('broken'), 'broken'],
    ['one of a kind', new RangeError('too far'), 'RangeError: too far'],
    ['one without a message', new TypeError(), 'TypeError'],
    ['the cause behind it', new Error('fetch failed', { cause: new Error('no route') }), 'fetch failed: no route'],
    ['the code of a cause without words', new Error('fetch failed', { cause: refused }), 'fetch failed: ECONNREFUSED'],
    [
      'the first of several',
      new Error('fetch failed', { cause: new AggregateError([new Error('a'), new Error('b')]) }),
      'fetch failed: a',
    ],
    ['a cause that says the same, once', new Error('bad: x', { cause: new Error('x') }), 'bad: x'],
    ['a text', 'no error at all', "'no error at all'"],
    ['nothing', undefined, 'undefined'],
  ])('%s', (_, thrown, words) => expect(describeThrown(thrown)).toBe(words))

  test('an error that is its own cause ends', () => {
    const error = new Error('round')
    error.cause = error
    expect(describeThrown(error)).toBe('round')
    expect(stacksOf(error).match(/round/g)).toHaveLength(1)
  })
})

describe('whose error it is', () => {
  const withStack = (...lines: string[]) =>
    Object.assign(new Error('x'), { stack: `Error: x\n${lines.map((line) => `    at ${line}`).join('\n')}` })
  const own = new URL('../../src/run/execute.ts', import.meta.url).pathname

  test('of code outside polyhead, Node and its packages, at the first such place', () => {
    const error = withStack(
      'Object.add (/app/node_modules/@tensorflow/tfjs-core/ops.js:1:2)',
      'async Timer.onFitStart (file:///app/my%20plugin.mjs:12:5)',
      `Hooks.call (${own}:3:4)`,
      'process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
    )
    expect(comesFromUser(error)).toBe(true)
    expect(userFrame(error)).toEqual({ name: 'Timer.onFitStart', file: '/app/my plugin.mjs', line: 12, column: 5 })
  })

  test('ours where nobody else took part', () => {
    const error = withStack('Object.add (/app/node_modules/@tensorflow/tfjs-core/ops.js:1:2)', `perform (${own}:3:4)`)
    expect(comesFromUser(error)).toBe(false)
    expect(perhapsUsers(error)).toBe(error)
  })

  test('errors that say all there is to say pass as they are', () => {
    const error = new ConfigError({ code: 'x', path: 'a', message: 'a is wrong' })
    expect(thrownBy('somebody', error)).toBe(error)
    expect(thrownBy('somebody', new UserError('another', 1))).toMatchObject({ message: 'another threw: 1' })
  })
})
