import type { App, Commands } from '../app.js'
import { assignWords } from '../arguments/assign-words.js'
import { COMMON_FLAGS, FLAGS } from '../arguments/flags.js'
import { type Options, plain, type Value } from '../arguments/option.js'
import { optionsOfAll, parseArguments } from '../arguments/parse-arguments.js'
import { flagOf, looksLikeOverride, splitWords } from '../arguments/split-words.js'
import { type Candidate, finished } from './candidate.js'
import { completeKey, completeOverride, type OverrideWorld } from './overrides.js'
import { completePath } from './paths.js'
import { SchemaFinder } from './value-schema.js'

/** Stands for the word that is being typed: where it lands among the others tells what it is. */
const CURSOR = '\u0001'

interface Context {
  commands: Commands
  cwd: string
  /** What overrides and keys are completed from. */
  world: () => OverrideWorld
}

/**
 * Ways to go on with a command line. What is wrong with the words so far is left for the run to say.
 * @param before the words before the current one, the program's name left out
 * @param current the current word up to the cursor
 */
export async function complete(
  app: App,
  before: readonly string[],
  current: string,
  cwd: string,
): Promise<readonly Candidate[]> {
  const commands = await app.commands()
  const { command, args } = parseArguments(before, commands, { program: app.program, cwd })
  const project = app.open(args.flags, cwd)
  const builtin = await project.builtin()
  const world = (): OverrideWorld => ({
    repository: project.repository,
    configName: project.configName,
    overrides: args.overrides,
    schemas: builtin && new SchemaFinder(project, builtin),
    cwd,
  })
  const context: Context = { commands, cwd, world }
  const all = optionsOfAll(commands)
  const split = splitWords([...before, CURSOR], all)

  const pending = [...split.values].find(([, values]) => Array.isArray(values) && values.includes(CURSOR))?.[0]
  if (pending !== undefined) return completeValue(all[pending] as Value, current, context)
  const perhaps = flagOf(before.at(-1) ?? '', all)?.option
  if (perhaps?.type !== 'boolean' && perhaps?.alone !== undefined) {
    const choices = await completeValue(perhaps, current, context)
    if (choices.length > 0) return choices
  }
  const options: Options = command ? { ...COMMON_FLAGS, ...command.options } : FLAGS
  if (current.startsWith('-') && !split.rest.includes(CURSOR)) return completeFlag(current, options, context)
  if (!command) {
    const first = [...split.words, ...split.rest][0] === CURSOR
    const names = first ? [...commands.values()].map(({ name, summary }) => finished(name, plain(summary))) : []
    return [...startingLike(current, names), ...(await completeOverride(current, world()))]
  }

  const overrides = command.overrides ? await completeOverride(current, world()) : []
  if (command.overrides && looksLikeOverride(current)) return overrides
  const { operands } = assignWords(command, split.words.slice(1), split.rest, cwd)
  const [key, words] = [...operands].find(([, values]) => values.includes(CURSOR)) ?? []
  const operand = key === undefined ? undefined : command.operands[key]
  if (operand === undefined) return overrides
  const found = await completeValue(operand, current, context)
  // A key to explain, once there is one, is as likely followed by an override as by another key.
  return operand.type === 'key' && words?.length === 1 ? found : [...found, ...overrides]
}

function startingLike(current: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ text }) => text.startsWith(current))
}

/** What an operand or an option may be. */
async function completeValue(value: Value, current: string, { commands, cwd, world }: Context): Promise<Candidate[]> {
  const among = (words: Iterable<string>) =>
    startingLike(
      current,
      [...words].map((word) => finished(word)),
    )
  if (value.choices) return among(value.choices)
  switch (value.type) {
    case 'run':
    case 'run-or-folder':
      return completePath(current, 'run', cwd)
    case 'folder':
      return completePath(current, 'dir', cwd)
    case 'file':
      return completePath(current, 'file', cwd)
    case 'key':
      return completeKey(current, world())
    case 'config':
      return among(
        world()
          .repository.options('')
          .filter((option) => !option.startsWith('_')),
      )
    case 'experiment':
      return among(world().repository.options('experiment'))
    case 'command':
      return among(commands.keys())
    default:
      return []
  }
}

/** The flags that begin like `current`; short ones where only one dash is typed. After `=`, the flag's value. */
async function completeFlag(current: string, options: Options, context: Context): Promise<Candidate[]> {
  const flag = flagOf(current, options)
  if (flag?.inline !== undefined) {
    const start = current.slice(0, current.length - flag.inline.length)
    const values = flag.option.type === 'boolean' ? [] : await completeValue(flag.option, flag.inline, context)
    return values.map((value) => ({ ...value, text: start + value.text }))
  }
  const short = current.length > 1 && !current.startsWith('--')
  const flags = Object.entries(options).flatMap(([name, { alias, about }]) => [
    ...(short && alias !== undefined ? [finished(`-${alias}`, plain(about))] : []),
    finished(`--${name}`, plain(about)),
  ])
  return startingLike(current, flags)
}
