const WORDS = new Set(['TOKEN', 'SECRET', 'PASSWORD', 'PASSWD', 'KEY', 'CREDENTIAL', 'CREDENTIALS'])

/** Whether an environment variable's name, between underscores, has a word that makes its value one never to write down. */
export function isSecretName(name: string): boolean {
  return name.split('_').some((word) => WORDS.has(word.toUpperCase()))
}
