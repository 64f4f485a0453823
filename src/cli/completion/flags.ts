import { CFG_CHOICES, type CommandOption, type Flags, INFO_CHOICES } from '../arguments.js'
import { FLAGS } from '../help.js'
import { type Candidate, finished } from './candidate.js'
import { completeKey, type OverrideWorld } from './overrides.js'
import { completePath, pathKind } from './paths.js'
import type { Usage } from './usage.js'

/** The flags that tell where configs are; the rest does not matter for completing. */
export type SearchFlags = Pick<Flags, 'configPath' | 'configDir' | 'configName' | 'plugin'>

/** Where flags' values are looked for. */
export interface FlagContext {
  cwd: string
  usage: Usage | undefined
  world: () => Promise<OverrideWorld>
}

export interface ScannedFlags {
  flags: SearchFlags
  /** What is neither a flag nor a flag's value. */
  words: string[]
  /** The flag whose value comes next, by its long name. */
  pending: string | undefined
}

/** Takes flags out of the words before the cursor. What is wrong with them is left for the run to say. */
export function scanFlags(before: readonly string[], options: Readonly<Record<string, CommandOption>>): ScannedFlags {
  const byName = new Map(
    Object.entries(options).flatMap(([name, { alias }]) => [
      [`--${name}`, name],
      ...(alias ? [[`-${alias}`, name]] : []),
    ]) as [string, string][],
  )
  const values = new Map<string, string[]>()
  const words: string[] = []
  let pending: string | undefined
  for (const word of before) {
    if (pending !== undefined && !(pending === 'info' && !(INFO_CHOICES as readonly string[]).includes(word))) {
      values.set(pending, [...(values.get(pending) ?? []), word])
      pending = undefined
      continue
    }
    pending = undefined
    const [flag = '', ...rest] = word.split('=')
    const name = word.startsWith('-') ? byName.get(flag) : undefined
    if (name === undefined) {
      if (!word.startsWith('-')) words.push(word)
    } else if (rest.length > 0) values.set(name, [...(values.get(name) ?? []), rest.join('=')])
    else if (options[name]?.type !== 'boolean') pending = name
  }
  return {
    flags: {
      configPath: values.get('config-path')?.at(-1),
      configDir: values.get('config-dir') ?? [],
      configName: values.get('config-name')?.at(-1),
      plugin: values.get('plugin') ?? [],
    },
    words,
    pending,
  }
}

/** The flags that begin like `current`; short ones where only one dash is typed. After `=`, the flag's value. */
export async function completeFlag(
  current: string,
  options: Readonly<Record<string, CommandOption>>,
  about: FlagContext,
): Promise<Candidate[]> {
  const equals = current.indexOf('=')
  if (equals !== -1) {
    const values = (await completeFlagValue(current.slice(2, equals), current.slice(equals + 1), about)) ?? []
    return values.map((value) => ({ ...value, text: `${current.slice(0, equals + 1)}${value.text}` }))
  }
  const summaries = new Map(FLAGS.map(([flag, what]) => [/--[\w-]+/.exec(flag)?.[0] ?? flag, what]))
  return Object.entries(options)
    .flatMap(([name, { alias }]) => {
      const what = summaries.get(`--${name}`)
      const short = alias && current.length > 1 && !current.startsWith('--') ? [finished(`-${alias}`, what)] : []
      return [...short, finished(`--${name}`, what)]
    })
    .filter(({ text }) => text.startsWith(current))
}

/** One of the words of `best|final`. */
export function completeChoice(words: string, current: string): Candidate[] {
  return words
    .split('|')
    .filter((word) => word.startsWith(current))
    .map((word) => finished(word))
}

/** A flag's value, or undefined where the flag may stand alone and the word looks like something else. */
export async function completeFlagValue(
  name: string,
  current: string,
  about: FlagContext,
): Promise<Candidate[] | undefined> {
  const choices = { cfg: CFG_CHOICES, info: INFO_CHOICES }[name] as readonly string[] | undefined
  if (choices) {
    const found = choices.filter((choice) => choice.startsWith(current)).map((choice) => finished(choice))
    return name === 'info' && found.length === 0 ? undefined : found
  }
  if (name === 'config-path' || name === 'config-dir') return completePath(current, 'dir', about.cwd)
  if (name === 'plugin') return completePath(current, 'file', about.cwd)
  if (name === 'package') return completeKey(current, await about.world())
  if (name === 'config-name') {
    const { repository } = await about.world()
    return repository
      .options('')
      .filter((option) => option.startsWith(current) && !option.startsWith('_'))
      .map((option) => finished(option))
  }
  const value = about.usage?.flagValues.get(name) ?? ''
  if (value.includes('|')) return completeChoice(value, current)
  const kind = pathKind(value)
  return kind ? completePath(current, kind, about.cwd) : []
}
