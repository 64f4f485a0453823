import { ConfigError } from '../util/diagnostic.js'
import type { Arguments } from './arguments.js'

/** The operands of a command that takes exactly so many. @throws ConfigError with the usage */
export function operands(args: Arguments, names: readonly string[], usage: string): string[] {
  const given = args.operands
  if (given.length === names.length) return [...given]
  const message =
    given.length < names.length
      ? `${args.command} needs ${names.slice(given.length).join(' and ')}`
      : `${args.command} takes ${names.join(' and ')}, not '${given[names.length]}' too`
  throw new ConfigError({ code: 'usage', path: '', message, hint: usage })
}

/** The operand of a command that takes one. */
export function oneOperand(args: Arguments, name: string, usage: string): string {
  return operands(args, [name], usage)[0] as string
}
