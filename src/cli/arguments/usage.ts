import type { Command } from '../app.js'
import type { Operand, Option } from './option.js'

/** How a command is typed, all options with it: `polyhead reproduce RUN_DIR [--in DIR] [overrides]`. */
export function usageOf(command: Command, program?: string): string {
  const options = Object.entries(command.options).map(([name, option]) => `[${optionUsage(name, option)}]`)
  return [shortUsage(command, program), ...options, ...(command.overrides ? ['[overrides]'] : [])].join(' ')
}

/** Its operands alone: `polyhead reproduce RUN_DIR`. */
export function shortUsage(command: Command, program?: string): string {
  const operands = Object.values(command.operands).map(operandUsage)
  return [...(program === undefined ? [] : [program]), command.name, ...operands].join(' ')
}

/** `RUN_DIR`, `[DIR]`, `KEY…`. */
export function operandUsage({ name, count }: Operand): string {
  const written = count === 'many' || count === 'any' ? `${name}…` : name
  return count === 'optional' || count === 'any' ? `[${written}]` : written
}

/** `--in DIR`, `--weights best|final`, `--write`. */
export function optionUsage(name: string, option: Option): string {
  const value = optionValue(option)
  return value === undefined ? `--${name}` : `--${name} ${value}`
}

/** More choices than this are what its name says. */
const MOST_CHOICES = 8

/** What stands for an option's value: `DIR`, `best|final`; undefined for a switch. */
export function optionValue(option: Option): string | undefined {
  if (option.type === 'boolean') return undefined
  const { choices = [], name } = option
  const value = choices.length === 0 || choices.length > MOST_CHOICES ? name : choices.join('|')
  return option.alone === undefined ? value : `[${value}]`
}
