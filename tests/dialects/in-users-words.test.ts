import { expect, test } from 'vitest'
import { fromPlain, type MapNode } from '../../src/config/index.js'
import { inUsersWords } from '../../src/dialects/in-own-words.js'
import { ConfigError } from '../../src/util/diagnostic.js'

class Special extends ConfigError {}

const thrown = new Special({ code: 'wrong-type', path: 'metrics.accuracy', message: 'metrics.accuracy is wrong' })
const inWordsOf = (root: unknown) =>
  inUsersWords(fromPlain(root) as MapNode, () => Promise.reject(thrown)).catch((error: unknown) => error)

test('an error that is in the keys of its user already stays as it was thrown, with its class and its trace', async () => {
  expect(await inWordsOf({ metrics: { accuracy: { _target_: 'polyhead.metrics.Accuracy' } } })).toBe(thrown)
})

test('one that is told in other keys has the one that was thrown as its cause', async () => {
  const told = await inWordsOf({ metrics: [{ _target_: 'polyhead.metrics.Accuracy' }] })
  expect(told).toMatchObject({ cause: thrown, message: 'metrics[0] is wrong' })
})
