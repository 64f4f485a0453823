import type { StringElement } from './types.js'

/** Characters that a backslash escapes in an unquoted string. */
const special = /[\\()[\]{}:=, \t]/g

/** What a quoted token stands for: only quotes, and the backslashes right before one, are unescaped. */
export function unquote(token: string): StringElement['value'] {
  const quote = token[0]
  return token.slice(1, -1).replace(/(\\+)(.?)/gs, (run, slashes: string, next: string) => {
    return next === quote || next === '' ? '\\'.repeat(slashes.length >> 1) + next : run
  })
}

/** The token that `unquote` reads as `text`. */
export function quoted(text: string, quote: '"' | "'"): string {
  const body = text.replace(quote === '"' ? /\\+"?|"/g : /\\+'?|'/g, (run, at: number) => {
    const slashes = run.endsWith(quote) ? run.length - 1 : run.length
    if (slashes < run.length) return `${'\\'.repeat(2 * slashes)}\\${quote}`
    return at + run.length === text.length ? run + run : run
  })
  return quote + body + quote
}

/** An unquoted string as a job's override has it: each special character behind a backslash. */
export function escaped(text: string): string {
  return text.replace(special, '\\$&')
}

/** A run of escapes without its backslashes. */
export function unescaped(token: string): string {
  return token.replace(/\\(.)/gs, '$1')
}
