import { expect, test } from 'vitest'
import { maskNamed, maskTyped } from '../../src/util/mask-named.js'
import { isSecretName, isSecretNameInText } from '../../src/util/secret-name.js'
import { expectLinear } from '../helpers/scaling.js'

test.each([
  'OPENAI_APIKEY',
  'OPENAI_APIKEY2',
  'PGPASSWORD',
  'APP_SECRETS',
  'GITHUB_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'my_token',
  'API_KEYS',
  'SSH_PRIVATE_KEY',
  'GPG_PASSPHRASE',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'AWS_CREDS',
  'SMTP_PASS',
  'MYSQL_PWD',
  'registry-token',
])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true))

test.each([
  'TOKENIZERS_PARALLELISM',
  'MAX_TOKENS',
  'KEYBOARD',
  'MONKEY',
  'HOME',
  'SECRETARY',
  'PWD',
  'OLDPWD',
  'SSH_ASKPASS',
  'COMPASS',
  'PASSES',
  '',
])('%s names none', (name) => expect(isSecretName(name)).toBe(false))

test.each(['api_key', 'apiKey', 'db.password', 'client-secret', 'PGPASSWORD', 'SECRETS'])(
  '%s names a secret in a text',
  (name) => expect(isSecretNameInText(name)).toBe(true),
)

test.each(['key', 'sort_key', 'tokenizer', 'token_embedding', 'secretary'])('%s names none in a text', (name) =>
  expect(isSecretNameInText(name)).toBe(false),
)

test('a long name takes no long time', () => {
  expectLinear(500_000, (n) => {
    const name = '_'.repeat(n)
    return () => isSecretName(name)
  })
})

test('a reference to a secret is shown, and one with a text beside it is not', () => {
  expect(maskTyped('+vars.password=${oc.env:NAME,${other}}')).toBe('+vars.password=${oc.env:NAME,${other}}')
  expect(maskTyped('+vars.password=${seed}supersecretvalue')).toBe('+vars.password=***')
  expect(maskNamed('vars.password', '${a}supersecret${b}')).toBe('***')
})
