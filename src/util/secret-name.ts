const WORDS: ReadonlySet<string> = new Set(['KEY', 'KEYS', 'CREDENTIAL', 'CREDENTIALS', 'PASSPHRASE'])
/** A word may run together with others: `PGPASSWORD`, `APIKEY`. */
const ENDS = ['PASSWORD', 'PASSWD', 'SECRET', 'TOKEN', 'APIKEY', 'ACCESSKEY', 'PRIVATEKEY'].flatMap((end) => [
  end,
  `${end}S`,
])

/**
 * Whether an environment variable's name, between underscores, has a word that makes its value one never to write down.
 */
export function isSecretName(name: string): boolean {
  return name
    .toUpperCase()
    .split('_')
    .some((word) => WORDS.has(word) || ENDS.some((end) => word.endsWith(end)))
}
