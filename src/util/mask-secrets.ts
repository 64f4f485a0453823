import { isSecretVariable } from './secret-name.js'
import { maskUrlPasswords, urlPasswords } from './url-password.js'

/** Shorter values are too likely to stand in a text by chance. */
const SHORTEST = 6

/** Values of the environment variables that are secrets, and what they may look like in a text, longest first. */
export function secretValues(env: NodeJS.ProcessEnv): string[] {
  const values = Object.entries(env).flatMap(([name, value]) =>
    value && isSecretVariable(name, value) ? forms(value) : [],
  )
  return longestFirst(values)
}

function longestFirst(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value.length >= SHORTEST).sort((a, b) => b.length - a.length)
}

/** A value, as JSON and URLs write it, its lines, and the scalars of one that is a collection. */
function forms(value: string): string[] {
  const text = value.trim()
  const items = /^[{[]/.test(text) ? text.split(/[\s,:{}[\]"']+/) : value.split(/[\r\n]+/)
  return [value, ...items, ...urlPasswords(value)].flatMap((form) => [
    form,
    JSON.stringify(form).slice(1, -1),
    inUrl(form),
  ])
}

/** Half of a surrogate pair has no form in a URL. */
function inUrl(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''))
}

/**
 * The text with the values of secret environment variables masked, passwords in URLs, and others that are known to be
 * secrets.
 */
export function maskSecrets(
  text: string,
  env: NodeJS.ProcessEnv = process.env,
  others: readonly string[] = [],
): string {
  return secretsMask(env, others)(text)
}

/**
 * {@link maskSecrets} for the lines of a log: the environment is looked through where it has become another one, as by
 * a task that reads a file of secrets. What was a secret stays one.
 */
export function followingMask(env: NodeJS.ProcessEnv, others: readonly string[] = []): (text: string) => string {
  let seen: string | undefined
  let known = others
  let mask = (text: string) => text
  return (text) => {
    const now = Object.entries(env).join('\0')
    if (now !== seen) {
      known = [...known, ...secretValues(env)]
      mask = secretsMask({}, known)
    }
    seen = now
    return mask(text)
  }
}

/** {@link maskSecrets} for many texts: the environment is looked through once. */
export function secretsMask(env: NodeJS.ProcessEnv, others: readonly string[] = []): (text: string) => string {
  const values = [...secretValues(env), ...longestFirst(others)]
  return (text) => maskUrlPasswords(values.reduce((masked, value) => masked.replaceAll(value, '***'), text))
}
