import { expect, test } from 'vitest'
import { isSecretName } from '../../src/util/secret-name.js'

test.each([
  'OPENAI_APIKEY',
  'PGPASSWORD',
  'APP_SECRETS',
  'GITHUB_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'my_token',
  'API_KEYS',
])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true))

test.each(['TOKENIZERS_PARALLELISM', 'KEYBOARD', 'MONKEY', 'HOME', 'SECRETARY', 'PWD', ''])('%s names none', (name) =>
  expect(isSecretName(name)).toBe(false),
)

test('a long name takes no long time', () => {
  const started = performance.now()
  isSecretName('_'.repeat(1_000_000))
  expect(performance.now() - started).toBeLessThan(1000)
})
