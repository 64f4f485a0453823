import type { Repository } from '../compose/index.js'
import type { App, Command, Commands } from './app.js'
import { COMMON_FLAGS, RUN_FLAGS } from './arguments/flags.js'
import { type Operand, type Option, type Options, plain, type Value } from './arguments/option.js'
import { operandUsage, optionUsage, shortUsage, usageOf } from './arguments/usage.js'

type Row = readonly [left: string, right: string]

/** The page that `--help` prints, at most 80 columns wide. */
export function appHelp(app: App, all: Commands, repository: Repository): string {
  const { program } = app
  const commands = [...all.values()]
  const sections = [
    [`${program} [overrides and flags]`, ...(commands.length > 0 ? [`${program} COMMAND …`] : [])],
    [
      'Overrides',
      ...table([
        ['group=option', 'choose a file of a config group'],
        ['key.sub=value', 'change a value'],
        ['+key=value', 'add one; ++key=value to add or change'],
        ['~key', 'delete one'],
        ['key=a,b', 'with -m: try each; also choice(), range(), glob()'],
      ]),
    ],
    ['Config groups', ...groups(repository)],
    ...(commands.length > 0
      ? [
          ['Commands', ...table(commands.map((command) => [shortUsage(command), plain(command.summary)]))],
          [`${program} help COMMAND shows how one is used.`],
        ]
      : []),
    ['Flags', ...flagLines()],
  ]
  return page(sections)
}

/** The page of one command. */
export function commandHelp(command: Command, { program }: App): string {
  const operands = Object.values(command.operands).map(operandRow)
  const options = optionRows(command.options)
  const common: Options = COMMON_FLAGS
  const flags = Object.entries(common).filter(([name]) => !(name in command.options))
  return page([
    wrap('', usageOf(command, program), 2),
    wrap('', plain(command.help.join(' '))),
    ...(operands.length > 0 ? [['Operands', ...table(operands)]] : []),
    ...(options.length > 0 ? [['Options', ...table(options)]] : []),
    ['Flags of every command', ...table(optionRows(Object.fromEntries(flags)))],
    ['Examples', ...command.examples.map((line) => `  ${line}`)],
  ])
}

/** All flags of runs and of every command. */
export function flagLines(): string[] {
  return table([...optionRows(RUN_FLAGS), ...optionRows(COMMON_FLAGS)])
}

function page(sections: readonly (readonly string[])[]): string {
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function operandRow(operand: Operand): Row {
  return [operandUsage(operand), plain(described(operand))]
}

function optionRows(options: Options): Row[] {
  return Object.entries(options).map(([name, option]) => {
    const written = optionUsage(name, option)
    return [option.alias === undefined ? `    ${written}` : `-${option.alias}, ${written}`, plain(described(option))]
  })
}

/** All that is said of an operand or an option, in Markdown. */
export function described(what: Option | Value): string {
  const { about, otherwise, repeatable, default: value } = what as Partial<Extract<Option, Value>> & { about: string }
  return [
    about,
    ...(repeatable ? ['; repeatable'] : []),
    ...(value === undefined ? [] : [` (default: ${value})`]),
    ...(otherwise === undefined ? [] : [` (without it: ${otherwise})`]),
  ].join('')
}

function table(rows: readonly Row[]): string[] {
  const width = Math.min(28, Math.max(...rows.map(([left]) => left.length)))
  const start = ' '.repeat(width + 4)
  return rows.flatMap(([left, right]) => {
    if (left.length <= width) return wrap(`  ${left.padEnd(width)}  `, right)
    return [...wrap('  ', left, 6), ...wrap(start, right)]
  })
}

/** Every group of the app, or of the hydra node, with its options. */
export function groupRows(repository: Repository, whose: 'app' | 'hydra' = 'app'): Row[] {
  const rows: Row[] = []
  const walk = (group: string) => {
    if (group === 'hydra' && whose === 'app') return
    const options = group === '' ? [] : repository.options(group)
    if (options.length > 0) rows.push([group, options.join(', ')])
    for (const name of repository.groups(group)) walk(group === '' ? name : `${group}/${name}`)
  }
  walk(whose === 'app' ? '' : 'hydra')
  return rows
}

function groups(repository: Repository): string[] {
  const rows = groupRows(repository)
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.length === 0
    ? ['  (none)']
    : rows.flatMap(([group, options]) => wrap(`  ${group.padEnd(width)}  `, options))
}

/** Breaks a text at spaces, at most 80 columns a line; further lines begin below the first, or at `indent`. */
function wrap(start: string, text: string, indent = start.length): string[] {
  const lines: string[] = []
  let line = start
  for (const word of text.split(' ')) {
    if (line.length + word.length > 79 && line.trim() !== '') {
      lines.push(line.trimEnd())
      line = ' '.repeat(indent)
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()]
}
