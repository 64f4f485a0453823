import type { Command, Commands } from './app.js'
import { COMMON_FLAGS, RUN_FLAGS } from './arguments/flags.js'
import type { Options } from './arguments/option.js'
import { operandUsage, optionValue, shortUsage, usageOf } from './arguments/usage.js'
import { described } from './help.js'

/**
 * A page of the docs with the parts that the commands' declarations say, between `<!-- generated: NAME -->` and `<!--
 * end -->`, written anew: `commands`, `flags of a run`, `flags of every command`, or the name of a command.
 */
export function withReference(page: string, commands: Commands): string {
  const [before = '', ...places] = page.split('<!-- generated: ')
  return before + places.map((place) => `<!-- generated: ${filled(place, commands)}`).join('')
}

function filled(place: string, commands: Commands): string {
  const start = place.indexOf(' -->\n')
  const end = place.indexOf('<!-- end -->', start)
  if (start < 0 || end < 0) return place
  return `${place.slice(0, start)} -->\n${part(place.slice(0, start), commands)}${place.slice(end)}`
}

function part(name: string, commands: Commands): string {
  if (name === 'commands') {
    return table([...commands.values()].map((command) => [code(shortUsage(command)), command.summary]))
  }
  if (name === 'flags of a run') return table(optionRows(RUN_FLAGS))
  if (name === 'flags of every command') return table(optionRows(COMMON_FLAGS))
  const command = commands.get(name)
  if (!command) throw new Error(`the docs have a place for '${name}', which is no command`)
  return section(command)
}

function section(command: Command): string {
  const operands = Object.values(command.operands).map((operand) => [code(operandUsage(operand)), described(operand)])
  const rows = [...operands, ...optionRows(command.options)]
  const info = command.examplesIn === undefined ? 'run' : `in ${command.examplesIn}`
  const parts = [
    `### \`${usageOf(command)}\`\n`,
    `${command.help.join('\n')}\n`,
    ...(rows.length > 0 ? [table(rows)] : []),
    `\`\`\`sh ${info}\n${command.examples.join('\n')}\n\`\`\`\n`,
  ]
  return parts.join('\n')
}

function optionRows(options: Options): string[][] {
  return Object.entries(options).map(([name, option]) => {
    const names = [`--${name}`, ...(option.alias === undefined ? [] : [`-${option.alias}`])].map(code).join(', ')
    const value = optionValue(option)
    return [value === undefined ? names : `${names} ${code(value)}`, described(option)]
  })
}

function table(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  return ['| | |', '| --- | --- |', ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`), ''].join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}
