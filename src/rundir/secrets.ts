import { secretValues } from '../util/mask-secrets.js'
import { isSecretNameInText, isSecretVariable } from '../util/secret-name.js'
import { hasUrlPassword } from '../util/url-password.js'

const KEYS = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\b(?:ghp|gho|ghs|github_pat|glpat|xox[abpr]|sk|hf)[-_][\w-]{16}/,
]

const WORD = /[\w-]+/g
/** What follows a name to which a value is given, which is no reference. */
const GIVEN = /["']?\s{0,20}[:=]\s{0,20}["']?[^\s"'${}()[\]<>,;]{8}/y

/** Whether a text holds the value of a secret environment variable, or looks as if it held a key or a password. */
export function holdsSecret(text: string, env: NodeJS.ProcessEnv): boolean {
  return (
    secretValues(env).some((value) => text.includes(value)) ||
    KEYS.some((pattern) => pattern.test(text)) ||
    hasUrlPassword(text) ||
    givesSecret(text)
  )
}

function givesSecret(text: string): boolean {
  for (const { 0: word, index } of text.matchAll(WORD)) {
    GIVEN.lastIndex = index + word.length
    if (GIVEN.test(text) && isSecretNameInText(word.slice(-100))) return true
  }
  return false
}

/** An override that refers to the secret environment variables whose values it holds: it says the same. */
export function referSecrets(override: string, env: NodeJS.ProcessEnv): string {
  const whole = new Set(secretValues(env))
  const named = Object.entries(env).flatMap(([name, value = '']) =>
    whole.has(value) && isSecretVariable(name, value) ? [[name, value] as const] : [],
  )
  named.sort((a, b) => b[1].length - a[1].length)
  return named.reduce((text, [name, value]) => text.replaceAll(value, `\${oc.env:${name}}`), override)
}
