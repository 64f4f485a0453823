import { Parser } from 'yargs/helpers'
import type { Option, Options } from './option.js'

/** A flag as it stands in a command line. */
export interface WrittenFlag {
  word: string
  /** Its long name. */
  name: string
  option: Option
  /** What follows `=`. */
  inline: string | undefined
}

/** A flag that is not known. */
export interface UnknownFlag {
  /** With its value, as typed. */
  text: string
  /** Without its value. */
  written: string
  /** What follows `=`, or the next word, where that is nothing else. */
  value: string | undefined
}

export interface SplitWords {
  /** What is no flag and no flag's value, in order. */
  words: readonly string[]
  /** The words after `--`. */
  rest: readonly string[]
  /** By long name: the values of an option, in order, or whether a switch is on. Only what was given. */
  values: ReadonlyMap<string, readonly string[] | boolean>
  /** By long name: each value with its flag, as typed. */
  typed: ReadonlyMap<string, readonly string[]>
  unknown: readonly UnknownFlag[]
  /** Flags without the value that they need, and switches with one. */
  misused: readonly WrittenFlag[]
}

/** The flag that a word is, by its long name or its alias; undefined where none is known. */
export function flagOf(word: string, options: Options): WrittenFlag | undefined {
  const written = nameOf(word)
  const found = Object.entries(options).find(
    ([name, { alias }]) => written === `--${name}` || (alias !== undefined && written === `-${alias}`),
  )
  return (
    found && {
      word,
      name: found[0],
      option: found[1],
      inline: word === written ? undefined : word.slice(written.length + 1),
    }
  )
}

/** A flag without its value. */
function nameOf(word: string): string {
  return word.split('=', 1)[0] as string
}

/** Whether a word after an unknown flag is likely to be its value. */
function mayBeValue(word: string): boolean {
  return /^-[\d.]/.test(word) || !(word.startsWith('-') || looksLikeOverride(word))
}

/** An override has `=`, or begins with `~` or `+`: anything else is a command, a flag, or a mistake. */
export function looksLikeOverride(word: string): boolean {
  return word.includes('=') || word.startsWith('~') || word.startsWith('+')
}

/** Takes flags and their values out of a command line. What is wrong with them is for the caller to say. */
export function splitWords(argv: readonly string[], options: Options): SplitWords {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const unknown: UnknownFlag[] = []
  const misused: WrittenFlag[] = []
  const sound: string[] = []
  const typed = new Map<string, string[]>()
  const take = (name: string, value: string, text: string) => {
    sound.push(`--${name}`, value)
    typed.set(name, [...(typed.get(name) ?? []), text])
  }
  for (let index = 0; index < end; index++) {
    const word = argv[index] as string
    const flag = flagOf(word, options)
    const next = index + 1 < end ? argv[index + 1] : undefined
    if (flag === undefined) {
      if (!/^-./.test(word)) {
        sound.push(word)
        continue
      }
      const written = nameOf(word)
      const follows = word === written && next !== undefined && mayBeValue(next)
      const value = word === written ? (follows ? next : undefined) : word.slice(written.length + 1)
      unknown.push({ text: follows ? `${word} ${next}` : word, written, value })
      if (follows) index++
      continue
    }
    const { option, inline } = flag
    if (option.type === 'boolean') {
      if (inline === undefined) sound.push(`--${flag.name}=true`)
      else misused.push(flag)
    } else if (inline !== undefined) {
      if (inline === '') misused.push(flag)
      else take(flag.name, inline, word)
    } else if (option.alone !== undefined && !option.choices?.includes(next ?? '')) {
      take(flag.name, option.alone, word)
    } else if (!next || next.startsWith('--') || flagOf(next, options)) misused.push(flag)
    else {
      take(flag.name, next, `${word} ${next}`)
      index++
    }
  }
  return { ...assigned([...sound, ...argv.slice(end)], options), typed, unknown, misused }
}

function assigned(argv: string[], options: Options): Pick<SplitWords, 'words' | 'rest' | 'values'> {
  const names = Object.keys(options)
  const switches = names.filter((name) => options[name]?.type === 'boolean')
  const valued = names.filter((name) => options[name]?.type !== 'boolean')
  const {
    _: words,
    '--': rest = [],
    ...parsed
  } = Parser(argv, {
    boolean: switches,
    string: valued,
    array: valued,
    narg: Object.fromEntries(valued.map((name) => [name, 1])),
    configuration: {
      'unknown-options-as-args': true,
      'populate--': true,
      'parse-positional-numbers': false,
      'parse-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
    },
  })
  return { words: words.map(String), rest: rest.map(String), values: new Map(Object.entries(parsed)) }
}
