import type { App } from '../app.js'
import { type CommandOption, type Flags, looksLikeOverride, OPTIONS } from '../arguments.js'
import { polyheadRepository } from '../search-path.js'
import { type Candidate, finished } from './candidate.js'
import { completeChoice, completeFlag, completeFlagValue, scanFlags } from './flags.js'
import { completeKey, completeOverride, type OverrideWorld } from './overrides.js'
import { completePath, pathKind } from './paths.js'
import { readUsage } from './usage.js'
import { SchemaFinder } from './value-schema.js'

/**
 * Ways to go on with a command line.
 * @param before the words before the current one, the program's name left out
 * @param current the current word up to the cursor
 */
export async function complete(
  app: App,
  before: readonly string[],
  current: string,
  cwd: string,
): Promise<readonly Candidate[]> {
  const first = before.find((word) => !word.startsWith('-'))
  const command = first === undefined ? undefined : app.commands.get(first)
  const usage = command && readUsage(command.usage)
  const options: Readonly<Record<string, CommandOption>> = { ...OPTIONS, ...command?.options }
  const { flags, words, pending } = scanFlags(before, options)
  const isPolyhead = app.commands.size > 0
  const searched = { ...flags, configDir: flags.configDir ?? [] } as Flags
  const world = async (overrides: readonly string[]): Promise<OverrideWorld> => ({
    // Opening `polyhead` would load its plugins, which only their own schemas need.
    ...(isPolyhead
      ? { repository: polyheadRepository(searched, cwd), configName: flags.configName ?? 'config' }
      : app.open(searched, cwd)),
    overrides: overrides.filter(looksLikeOverride),
    // An app built on `main` has components of its own, if any: their schemas are not ours to know.
    schemas: isPolyhead ? new SchemaFinder(cwd, flags.plugin) : undefined,
    cwd,
  })

  const context = { cwd, usage, world: () => world(words) }
  if (pending !== undefined) {
    const value = await completeFlagValue(pending, current, context)
    if (value) return value
  }
  if (current.startsWith('-')) return completeFlag(current, options, context)
  if (!usage) {
    const commands = words.length > 0 ? [] : [...app.commands].map(([name, { summary }]) => finished(name, summary))
    return [
      ...commands.filter(({ text }) => text.startsWith(current)),
      ...(await completeOverride(current, await world(words))),
    ]
  }
  const given = words.slice(1)
  const operands = given.filter((word) => !looksLikeOverride(word))
  const overrides = usage.overrides ? await completeOverride(current, await world(given)) : []
  if (looksLikeOverride(current)) return overrides
  const operand = usage.operands[usage.repeats ? Math.min(operands.length, usage.operands.length - 1) : operands.length]
  // A key to explain, once there is one, is as likely followed by an override as by another key.
  if (operand === 'KEY') {
    const keys = await completeKey(current, await world(given))
    return operands.length > 0 ? [...keys, ...overrides] : keys
  }
  return [...(operand === undefined ? [] : completeOperand(operand, current, cwd)), ...overrides]
}

/** What an operand of the usage line may be. */
function completeOperand(operand: string, current: string, cwd: string): Candidate[] {
  if (operand.includes('|')) return completeChoice(operand, current)
  const kind = pathKind(operand)
  return kind ? completePath(current, kind, cwd) : []
}
