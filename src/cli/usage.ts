import type { Command } from './app.js'
import type { Operand, Option } from './option.js'

/** How a command is typed, all options with it: `polyhead reproduce RUN_DIR [--in DIR] [overrides]`. */
export function usageOf(command: Command, program: string): string {
  const options = Object.entries(command.options).map(([name, option]) => `[${optionUsage(name, option)}]`)
  return [shortUsage(command, program), ...options, ...(command.overrides ? ['[overrides]'] : [])].join(' ')
}

/** Its operands alone: `polyhead reproduce RUN_DIR`. */
export function shortUsage(command: Command, program?: string): string {
  const operands = Object.values(command.operands).map(operandUsage)
  return [...(program === undefined ? [] : [program]), command.name, ...operands].join(' ')
}

export function operandUsage({ name, count }: Operand): string {
  const written = count === 'many' || count === 'any' ? `${name}…` : name
  return count === 'optional' || count === 'any' ? `[${written}]` : written
}

/** `--in DIR`, `--weights best|final`, `--write`. */
export function optionUsage(name: string, option: Option): string {
  if (option.type === 'boolean') return `--${name}`
  const value = option.choices?.join('|') ?? option.name
  return `--${name} ${option.alone === undefined ? value : `[${value}]`}`
}
