import { isSecretNameInText } from './secret-name.js'

const SHORTEST = 6
/** Texts that are looked for in a message. */
const MOST = 100
const NUMBER = /^[-+.\d]+$/
/** Text of which an interpolation is no part: what it refers to is masked where it is known. */
const REFERENCE = /\$\{(?:[^{}]|\{[^{}]{0,200}\}){0,200}\}/g
/** A name, perhaps in quotes, and the sign by which it is given a value. */
const GIVES = /(?<![\w./@-])([\w./@-]+)["']?\s{0,20}[:=]/g
/** The same where the sign was forgotten. */
const BESIDE = /(?<![\w./@-])([\w./@-]+)\s+/g
/** Where the next name of a map begins. */
const NEXT = /,\s{0,20}["']?[\w.-]+["']?\s{0,20}:/
const BETWEEN = /[\s'"`{}()[\],<>|&*!@%$\\]+/
const INDENTATION = /^[\s-]*/

/**
 * What a line gives to a name that is one of a secret, whole and in parts: the line need not be right, since it is
 * shown with what is wrong with it.
 */
export function secretsInLine(line: string): string[] {
  const text = line.replace(REFERENCE, '')
  const found: string[] = []
  let done = 0
  for (const { 0: given, 1: name = '', index } of text.matchAll(/[:=]/.test(text) ? GIVES : BESIDE)) {
    if (index < done || !isNamed(name)) continue
    const start = index + given.length
    // Beyond that nobody reads it: all that follows is hidden.
    const next = found.length < MOST && /[{,]/.test(text.slice(0, index)) ? NEXT.exec(text.slice(start)) : null
    done = next ? start + next.index : text.length
    found.push(...secretsIn(text.slice(start, done)))
    if (!next) break
  }
  return found
}

/** The key of a line of YAML, which may be an item's. */
const KEY = /^\s*(?:-\s+)*["']?([\w.-]+)["']?\s*:/

/** What a line of a YAML file gives to such a name, which may stand on a line above that is indented less. */
export function secretsInYaml(lines: readonly string[], line: number): string[] {
  const own = lines[line - 1] ?? ''
  const holders = holdersOf(lines)
  for (let above = holders[line - 1] ?? -1; above >= 0; above = holders[above] ?? -1) {
    if (isNamed(KEY.exec(lines[above] as string)?.[1] ?? '')) return secretsIn(own.replace(REFERENCE, ''))
  }
  return secretsInLine(own)
}

/** Of a file's lines, as a file with thousands of mistakes is asked about each. */
const known = new WeakMap<readonly string[], Int32Array>()

/** For each line the next one above that is indented less, by its index; -1: none. */
function holdersOf(lines: readonly string[]): Int32Array {
  const before = known.get(lines)
  if (before) return before
  const open: { index: number; indentation: number }[] = []
  const holders = Int32Array.from(lines, (text, index) => {
    const indentation = indentationOf(text)
    const holds = (each: { indentation: number }) => each.indentation < indentation
    // A blank line ends nothing.
    if (text.trim() === '') return open.findLast(holds)?.index ?? -1
    while (open.length > 0 && !holds(open[open.length - 1] as { indentation: number })) open.pop()
    const holder = open[open.length - 1]?.index ?? -1
    open.push({ index, indentation })
    return holder
  })
  known.set(lines, holders)
  return holders
}

function isNamed(path: string): boolean {
  return path.split(/[./@]/).some((name) => isSecretNameInText(name.slice(-100)))
}

/** The whole and its parts. */
function secretsIn(value: string): string[] {
  const parts = value.split(BETWEEN).filter((part) => part.length >= SHORTEST && !NUMBER.test(part))
  const whole = value.trim().replace(/^(['"])(.*)\1$/, '$2')
  return parts.length > 0 ? [whole, ...parts.slice(0, MOST)] : []
}

function indentationOf(line: string): number {
  return INDENTATION.exec(line)?.[0].length ?? 0
}
