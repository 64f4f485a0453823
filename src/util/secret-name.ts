import { hasUrlPassword } from './url-password.js'

/** What names a secret as a word of its own. */
const WORDS: ReadonlySet<string> = new Set(['KEY', 'KEYS', 'PASS', 'CREDS'])
/** What names one also at the end of a word: `PGPASSWORD`, `APIKEY`, and written apart: `API_KEY`. */
const ENDS = [
  ...['PASSWORD', 'PASSWD', 'PASSPHRASE', 'PASSCODE', 'SECRET', 'TOKEN', 'CREDENTIAL', 'PRIVKEY', 'SSHKEY'],
  ...['API', 'ACCESS', 'ACCOUNT', 'AUTH', 'ENCRYPTION', 'MASTER', 'PRIVATE', 'SECRET', 'SIGNING'].map(
    (of) => `${of}KEY`,
  ),
].flatMap((end) => [end, `${end}S`])
/** Tokens that are counted are no secrets: `MAX_TOKENS`. */
const COUNTS: ReadonlySet<string> = new Set(['MAX', 'MIN', 'NUM', 'N', 'TOTAL', 'COUNT', 'LIMIT'])

/** Words of a name in capitals: `db_apiKey2` → `DB`, `APIKEY2`. */
function wordsOf(name: string): string[] {
  return name.toUpperCase().split(/[^A-Z0-9]+/)
}

/** A number at the end says nothing: `APIKEY2`. */
function endsSecretly(word: string): boolean {
  const letters = word.replace(/[0-9]{1,3}$/, '')
  return ENDS.some((end) => letters.endsWith(end))
}

/**
 * Whether an environment variable's name, between underscores, has a word that makes its value one never to write down.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name)
  if (words.some((word) => COUNTS.has(word)) && words.at(-1) === 'TOKENS') return false
  // PWD and OLDPWD are folders, MYSQL_PWD is a password.
  return words.some((word) => WORDS.has(word) || endsSecretly(word)) || (words.length > 1 && words.at(-1) === 'PWD')
}

/** Whether an environment variable is a secret: by its name, or as a URL with a password in it. */
export function isSecretVariable(name: string, value: string): boolean {
  return isSecretName(name) || hasUrlPassword(value)
}

/** Whether a name in a text of any kind, be it program code, is that of a secret: `key` alone is none there. */
export function isSecretNameInText(name: string): boolean {
  return endsSecretly(wordsOf(name).join(''))
}
