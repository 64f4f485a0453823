import type { Diagnostic } from '../../util/diagnostic.js'
import type { Arguments, Command, Commands } from '../app.js'
import { type AssignedWords, assignWords } from './assign-words.js'
import { readValue } from './check-value.js'
import { COMMON_FLAGS, FLAGS, type Flags, RUN_FLAGS } from './flags.js'
import { camelCase, type Operand, type Option, type Options, plain } from './option.js'
import { looksLikeOverride, type SplitWords, splitWords, type UnknownFlag, type WrittenFlag } from './split-words.js'
import { usageOf } from './usage.js'
import { usageDiagnostic } from './usage-error.js'

/** A command line taken apart. It may be acted on where nothing of it is wrong, unknown or stray. */
export interface ParsedLine {
  command: Command | undefined
  args: Arguments
  problems: readonly Diagnostic[]
  unknown: readonly UnknownFlag[]
  /** Without a command: words that are neither flags nor overrides. */
  stray: readonly string[]
}

/** Every option that any command takes, beside the flags: an option may stand before the command's name. */
export function optionsOfAll(commands: Commands): Options {
  return Object.assign({}, ...[...commands.values()].map(({ options }) => options), FLAGS)
}

/** Where a command line is typed. */
interface Typed {
  program: string
  cwd: string
}

/** Takes a command line apart. Flags, operands and overrides may be mixed; `--` ends the flags. */
export function parseArguments(argv: readonly string[], commands: Commands, { program, cwd }: Typed): ParsedLine {
  const split = splitWords(argv, optionsOfAll(commands))
  const words = [...split.words, ...split.rest]
  const command = commands.get(words[0] ?? '')
  const problems: Diagnostic[] = [...split.misused.map(misuse), ...misplaced(split, command, commands)]
  const flags = optionValues(FLAGS, split, problems) as unknown as Flags
  problems.push(...(command ? [] : contradictions(flags, argv)))
  if (!command) {
    const overrides = words.filter(looksLikeOverride)
    const stray = words.filter((word) => !looksLikeOverride(word))
    return { command, args: { operands: {}, options: {}, overrides, flags }, problems, unknown: split.unknown, stray }
  }
  const options = optionValues(command.options, split, problems)
  const fromWords = split.words.length > 0
  const assigned = assignWords(command, split.words.slice(1), split.rest.slice(fromWords ? 0 : 1), cwd)
  const wrongWords: Diagnostic[] = []
  const operands = operandValues(command, assigned, { commands, program, problems: wrongWords })
  // An unknown flag may have taken a word for its value.
  if (split.unknown.length === 0) problems.push(...wrongWords)
  const args = { operands, options, overrides: assigned.overrides, flags } as Arguments
  return { command, args, problems, unknown: split.unknown, stray: [] }
}

function misuse({ word, option }: WrittenFlag): Diagnostic {
  const written = word.split('=')[0] as string
  if (option.type === 'boolean') return badFlag(`${written} takes no value`, word)
  const allowed = option.choices ? `: ${option.choices.join(', ')}` : `, ${option.name}: ${plain(option.about)}`
  return badFlag(`${written} needs a value${allowed}`, word)
}

/** Options of other commands. */
function misplaced(split: SplitWords, command: Command | undefined, commands: Commands): Diagnostic[] {
  const open: Options = command ? { ...COMMON_FLAGS, ...command.options } : FLAGS
  return [...split.values.keys()]
    .filter((name) => !(name in open))
    .map((name) => {
      const text = split.typed.get(name)?.[0] ?? `--${name}`
      const owners = [...commands.values()].filter(({ options }) => name in options).map((owner) => owner.name)
      const whose = name in RUN_FLAGS ? 'a run' : owners.join(', ')
      return badFlag(`--${name} belongs to ${whose}, not to ${command ? `'${command.name}'` : 'a run'}`, text)
    })
}

/** Whether nothing of a line is wrong, unknown or stray. */
export function isSound({ problems, unknown, stray }: ParsedLine): boolean {
  return problems.length === 0 && unknown.length === 0 && stray.length === 0
}

/** The values of options as code sees them, defaults filled in. */
function optionValues(options: Options, split: SplitWords, problems: Diagnostic[]): Record<string, unknown> {
  const read = (name: string, option: Option): unknown => {
    const given = split.values.get(name)
    if (option.type === 'boolean') return given === true
    const values = ((given ?? []) as readonly string[]).map((word, i) => {
      const found = readValue(word, option)
      if ('value' in found) return found.value
      const text = split.typed.get(name)?.[i] as string
      problems.push(badFlag(`--${name} ${found.message}`, text, { part: word, hint: found.hint }))
      return undefined
    })
    return option.repeatable ? values : (values.at(-1) ?? option.default)
  }
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [camelCase(name), read(name, option)]))
}

function operandValues(
  command: Command,
  { operands, overrides, surplus }: AssignedWords,
  { commands, program, problems }: { commands: Commands; program: string; problems: Diagnostic[] },
): Record<string, unknown> {
  const hint = usageOf(command, program)
  const missing: Operand[] = []
  const values = Object.entries(command.operands).map(([key, declared]) => {
    const operand = declared.type === 'command' ? { ...declared, choices: [...commands.keys()] } : declared
    const read = (operands.get(key) ?? []).map((word) => {
      const found = readValue(word, operand)
      if ('value' in found) return found.value
      problems.push(usageDiagnostic(`${command.name} ${found.message}`, { text: word, hint: found.hint ?? hint }))
      return undefined
    })
    const several = operand.count === 'many' || operand.count === 'any'
    if (read.length === 0 && (operand.count === 'one' || operand.count === 'many')) missing.push(operand)
    return [key, several ? read : read[0]]
  })
  if (missing.length > 0) {
    const what = missing.map(({ about, choices }) => `${plain(about)}${choices ? `: ${choices.join(', ')}` : ''}`)
    problems.push(usageDiagnostic(`${command.name} needs ${what.join(' and ')}`, { hint }))
  }
  const [more] = surplus
  if (more !== undefined) {
    const takes = Object.values(command.operands).map(({ about }) => plain(about))
    const message =
      takes.length === 0
        ? `${command.name} takes no operands, such as '${more}'`
        : `${command.name} takes ${takes.join(' and ')}, not '${more}' too`
    problems.push(usageDiagnostic(message, { text: more, hint }))
  }
  const [override] = command.overrides ? [] : overrides
  if (override !== undefined) {
    const message = `${command.name} takes no overrides, such as '${override}'`
    problems.push(usageDiagnostic(message, { text: override, hint }))
  }
  return Object.fromEntries(values)
}

function contradictions(flags: Flags, argv: readonly string[]): Diagnostic[] {
  const problems: Diagnostic[] = []
  const asked = [flags.multirun, flags.cfg !== undefined, flags.info !== undefined].filter(Boolean).length
  if (asked > 1) problems.push(badFlag('only one of --multirun, --cfg and --info can be given', argv.join(' ')))
  else if (flags.run && asked > 0)
    problems.push(badFlag('--run goes with none of --multirun, --cfg and --info', '--run'))
  if (flags.resolve && flags.cfg === undefined && !flags.help) {
    problems.push(badFlag('--resolve goes with --cfg or --help only', '--resolve'))
  }
  return problems
}

function badFlag(message: string, text: string, more: { part?: string; hint?: string } = {}): Diagnostic {
  return { ...usageDiagnostic(message, { text, ...more }), code: 'bad-flag' }
}
