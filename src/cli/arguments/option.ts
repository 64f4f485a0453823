/** What a value names: what is checked of it, and how a shell completes it. */
export type ValueType =
  | 'text'
  | 'number'
  | 'integer'
  | 'run'
  | 'run-or-folder'
  | 'folder'
  | 'file'
  | 'key'
  | 'config'
  | 'experiment'
  | 'condition'
  | 'command'

/** A value of a command line: an operand, or what follows an option. */
export interface Value {
  type: ValueType
  /** What help calls it: `RUN_DIR`. */
  name: string
  /** One line of help. Of an operand it goes on from "reproduce needs": `a run directory`. */
  about: string
  /** What holds where it is not given, as help says it. */
  otherwise?: string
  /** The only values that it may have. */
  choices?: readonly string[]
  /** The least number that it may be. */
  least?: number
  /** What a text must look like, and one that does. */
  looks?: { like: RegExp; such: string }
}

export interface Operand extends Value {
  /** `many` is one or more, `any` may be none. */
  count: 'one' | 'optional' | 'many' | 'any'
}

/** An option that is there or not. */
export interface Switch {
  type: 'boolean'
  about: string
  /** Written with one dash. */
  alias?: string
}

/** An option that a value follows. */
export interface ValueOption extends Value {
  alias?: string
  /** The value where it is not given. */
  default?: string | number
  /** May be given several times; otherwise the last one counts, as in Hydra. */
  repeatable?: true
  /** The value where the option stands alone: then any word but one of its choices is left alone. */
  alone?: string
}

export type Option = Switch | ValueOption
export type Options = Readonly<Record<string, Option>>
export type Operands = Readonly<Record<string, Operand>>

type OneValue<V extends Value> = V extends { choices: readonly (infer C)[] }
  ? C
  : V['type'] extends 'number' | 'integer'
    ? number
    : string

type ValueOf<O extends Option> = O extends ValueOption
  ? O extends { repeatable: true }
    ? readonly OneValue<O>[]
    : OneValue<O> | (O extends { default: string | number } ? never : undefined)
  : boolean

type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : S

/** The values of options as code sees them: `from-hydra` is `fromHydra`. */
export type OptionValues<O extends Options> = { readonly [K in keyof O & string as CamelCase<K>]: ValueOf<O[K]> }

/** The values of operands. */
export type OperandValues<O extends Operands> = {
  readonly [K in keyof O]: O[K]['count'] extends 'one'
    ? OneValue<O[K]>
    : O[K]['count'] extends 'optional'
      ? OneValue<O[K]> | undefined
      : readonly OneValue<O[K]>[]
}

export function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

/** What is said of a command or an option, for a terminal: without the marks of Markdown. */
export function plain(markdown: string): string {
  return markdown.replaceAll('`', '')
}
