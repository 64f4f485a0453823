import { ConfigError, type Diagnostic, parseOverride } from '../../compose/index.js'
import { shellWord } from '../../util/shell-word.js'
import { nearest } from '../../util/suggest.js'
import type { App, Command, Commands } from '../app.js'
import type { Project } from '../project.js'
import { COMMON_FLAGS, FLAGS } from './flags.js'
import { LineTrial } from './line-trial.js'
import type { ParsedLine } from './parse-arguments.js'
import { looksLikeOverride, type UnknownFlag } from './split-words.js'
import { usageOf } from './usage.js'
import { usageDiagnostic } from './usage-error.js'

/** What other programs call a run or a sweep, and what is typed here: nothing, or a flag. */
const OF_OTHERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['run', []],
  ['train', []],
  ['fit', []],
  ['sweep', ['-m']],
  ['multirun', ['-m']],
  ['version', ['--version']],
])

/** All that is wrong with a command line, with what may have been meant: what is suggested was tried. */
export async function wrongLine(
  argv: readonly string[],
  line: ParsedLine,
  app: App,
  project: Project,
): Promise<ConfigError> {
  const commands = await app.commands()
  const trial = new LineTrial(app, commands, project, line)
  const diagnostics = [...line.problems]
  for (const flag of line.unknown) diagnostics.push(await unknownFlag(flag, line, { trial, program: app.program }))
  if (line.stray.length > 0) diagnostics.push(...(await strayWords(argv, line, { app, commands, trial })))
  return new ConfigError(diagnostics)
}

async function unknownFlag(
  flag: UnknownFlag,
  { command }: ParsedLine,
  { trial, program }: { trial: LineTrial; program: string },
): Promise<Diagnostic> {
  const { text, written, value } = flag
  const name = written.replace(/^-+/, '')
  const takesOverrides = command === undefined || command.overrides
  const { exact, near } = takesOverrides ? await trial.keysLike(name) : { exact: [], near: [] }
  // What is a key is no slip of a flag.
  const flags = Object.keys(command ? { ...COMMON_FLAGS, ...command.options } : FLAGS)
  const typo = exact.length === 0 ? nearest(name, flags) : undefined
  const asOverrides = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const option = value && trial.nearestOption(key, value)
      return [`${key}=${value ?? 'true'}`, ...(option ? [`${key}=${option}`] : [])]
    })
  const hint =
    meant(await trial.firstRight(asOverrides(exact))) ??
    (typo && `did you mean '--${typo}'?`) ??
    meant(await trial.firstRight(asOverrides(near))) ??
    (exact[0] && `a value of the config is set without dashes: ${exact[0]}=…`) ??
    `flags are listed by: ${program} ${command ? `help ${command.name}` : '--help'}`
  return { ...usageDiagnostic(`${written} is not a flag`, { text, part: written, hint }), code: 'bad-flag' }
}

function meant(word: string | undefined): string | undefined {
  if (word === undefined) return undefined
  const typed = shellWord(word)
  return `did you mean ${typed.startsWith("'") ? typed : `'${typed}'`}?`
}

/** Words that are neither overrides nor a command; one that explains the others is said alone. */
async function strayWords(
  argv: readonly string[],
  { stray }: ParsedLine,
  { app, commands, trial }: { app: App; commands: Commands; trial: LineTrial },
): Promise<Diagnostic[]> {
  const found: Diagnostic[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string
    if (!stray.includes(word)) continue
    const others = argv.filter((_, other) => other !== i)
    const command = commands.get(word)
    if (command) return [lateCommand(command, others, app, trial)]
    const flags = commands.size > 0 ? OF_OTHERS.get(word) : undefined
    if (flags && trial.parses([...flags, ...others])) {
      return [notAnOverride(word, commands, `did you mean '${typed(app, [...flags, ...others])}'?`)]
    }
    const joined = await firstRight(joins(argv, i), trial)
    if (joined) {
      const quoted = shellWord(joined.override)
      const hint = joined.override.includes(' ') ? `quote it: ${quoted}` : meant(joined.override)
      found.push(notAnOverride(word, commands, hint))
      i = joined.last
      continue
    }
    const { exact } = await trial.keysLike(word)
    if (exact.includes(word)) {
      found.push(notAnOverride(word, commands, ofKey(word, app, commands)))
      continue
    }
    const near = nearest(word, commands.keys())
    // What follows a command that is misspelt is for the command to judge.
    if (near !== undefined) return [...found, notAnOverride(word, commands, `did you mean '${near}'?`)]
    found.push(notAnOverride(word, commands, undefined))
  }
  return found
}

/** A key of the config, with no value. */
function ofKey(key: string, app: App, commands: Commands): string {
  const sets = `${shellWord(`${key}=`)}… sets it`
  return commands.has('explain') ? `'${typed(app, ['explain', key])}' tells of it, and ${sets}` : sets
}

/** A command that stands after overrides. */
function lateCommand(command: Command, others: readonly string[], app: App, trial: LineTrial): Diagnostic {
  const fitting = [others, others.filter((other) => !looksLikeOverride(other))]
    .map((words) => [command.name, ...words])
    .find((words) => trial.parses(words))
  const why = fitting && fitting.length <= others.length ? ` (${command.name} takes no overrides)` : ''
  return usageDiagnostic(`the command '${command.name}' comes first${why}`, {
    text: command.name,
    hint: fitting ? `did you mean '${typed(app, fitting)}'?` : usageOf(command, app.program),
  })
}

/** A line as it can be typed. */
function typed(app: App, words: readonly string[]): string {
  return [app.typed, ...words.map(shellWord)].join(' ')
}

interface Joined {
  override: string
  /** Where its last word stands. */
  last: number
}

async function firstRight(candidates: Iterable<Joined>, trial: LineTrial): Promise<Joined | undefined> {
  for (const joined of candidates) if (await trial.firstRight([joined.override])) return joined
  return undefined
}

/** Overrides that a shell has split at spaces: `key = value`, `key value`, `key=[1, 2]`. */
function* joins(argv: readonly string[], index: number): Generator<Joined> {
  const word = argv[index] as string
  const [before, after, then] = [argv[index - 1], argv[index + 1], argv[index + 2]]
  if (after === '=' && then !== undefined) yield { override: `${word}=${then}`, last: index + 2 }
  else if (after?.startsWith('=')) yield { override: `${word}${after}`, last: index + 1 }
  else if (after !== undefined && !looksLikeOverride(after)) yield { override: `${word}=${after}`, last: index + 1 }
  if (before?.endsWith('=')) yield { override: `${before}${word}`, last: index }
  const start = argv.findLastIndex((other, i) => i < index && looksLikeOverride(other))
  for (let last = index; start !== -1 && last < argv.length; last++) {
    const override = argv.slice(start, last + 1).join(' ')
    if (isOverride(override)) yield { override, last }
  }
}

function isOverride(text: string): boolean {
  try {
    parseOverride(text)
    return true
  } catch (error) {
    if (error instanceof ConfigError) return false
    throw error
  }
}

function notAnOverride(text: string, commands: Commands, hint: string | undefined): Diagnostic {
  const kinds = commands.size > 0 ? 'neither an override (key=value) nor a command' : 'no override (key=value)'
  const notes = commands.size > 0 ? [`commands: ${[...commands.keys()].join(', ')}`] : []
  return { ...usageDiagnostic(`'${text}' is ${kinds}`, { text, hint, notes }), code: 'not-an-override' }
}
