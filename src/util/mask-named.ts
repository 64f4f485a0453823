import { isSecretNameInText } from './secret-name.js'

const SHORTEST = 6
/** Tokens of another kind: `<pad>`, `[MASK]`. */
const BRACKETED = /^[<[({].*[>\])}]$/s
const NUMBER = /^[-+.\d]+$/
/** One interpolation and nothing else: with a text beside it, that text may be the secret. */
const REFERENCE = /^\$\{(?:[^{}]|\{[^{}]*\})*\}$/
const WORD = /[\w-]+/g
const ITEM = /[^\s'"{}[\],:]+/g
/** What a name within a value is given: `{token: abcdefgh}`. */
const GIVEN = /["']?\s{0,20}:\s{0,20}(?:"([^"]{6,})"|'([^']{6,})'|([^\s'"{}()[\]<>,;|]{6,}))/y

/**
 * The text of a value as it is shown: `***` where a part of its path is named like a secret, and it may be one. Of a
 * reference to a value it is the reference.
 */
export function maskNamed(path: string, value: string): string {
  return isNamed(path) && mayBeSecret(value) ? '***' : value
}

/** An override as it is shown, with what it gives to keys that are named like secrets masked. */
export function maskTyped(override: string): string {
  const equals = override.indexOf('=')
  if (equals < 0) return override
  const [key, value] = [override.slice(0, equals), override.slice(equals + 1)]
  if (!isNamed(key)) return `${key}=${maskGiven(value)}`
  const bare = value.replace(/^(['"])(.*)\1$/s, '$2')
  if (mayBeSecret(bare)) return `${key}=***`
  // a list, or a map
  return /^[[{]/.test(bare) ? `${key}=${value.replace(ITEM, (item) => (mayBeSecret(item) ? '***' : item))}` : override
}

function isNamed(path: string): boolean {
  return path.split(/[.@[\]]/).some(isSecretNameInText)
}

function mayBeSecret(value: string): boolean {
  return value.length >= SHORTEST && !NUMBER.test(value) && !BRACKETED.test(value) && !REFERENCE.test(value)
}

function maskGiven(text: string): string {
  let masked = ''
  let done = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (index < done) continue
    GIVEN.lastIndex = index + word.length
    const [given, ...forms] = GIVEN.exec(text) ?? []
    const value = forms.find((form) => form !== undefined)
    if (given === undefined || value === undefined || !isSecretNameInText(word.slice(-100)) || !mayBeSecret(value)) {
      continue
    }
    const end = index + word.length + given.length
    masked += `${text.slice(done, index + word.length)}${given.replace(value, () => '***')}`
    done = end
  }
  return masked + text.slice(done)
}
