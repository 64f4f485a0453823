import type { Repository } from '../compose/index.js'
import type { App, Command } from './app.js'
import type { Arguments } from './arguments.js'

/** Each flag as the help writes it, and what it does. */
export const FLAGS: readonly (readonly [flag: string, what: string])[] = [
  ['-m, --multirun', 'a sweep: one job for each combination of values'],
  ['-c, --cfg job|hydra|all', 'print the config instead of running'],
  ['    --resolve', 'with --cfg: without interpolations'],
  ['-p, --package KEY', 'with --cfg: this part of it'],
  ['-i, --info [WHAT]', 'defaults, defaults-tree, config, searchpath, plugins, all'],
  ['-cp, --config-path DIR', 'the folder of configs (default: ./configs)'],
  ['-cd, --config-dir DIR', 'one more folder of configs; repeatable'],
  ['-cn, --config-name NAME', 'the primary config (default: config)'],
  ['    --plugin MODULE', 'a module with components of your own; repeatable'],
  ['    --dry-run', 'validate, open the data, and stop'],
  ['-q, --quiet', 'warnings and errors only'],
  ['-v, --verbose', 'say more'],
  ['    --json', 'end with one line of JSON'],
  ['    --debug', 'errors with a stack trace'],
  ['-h, --help', 'this page, or that of a command'],
  ['    --version', ''],
]

/** The page that `--help` prints, at most 80 columns wide. */
export function helpPage(app: App, args: Arguments, repository: Repository): string {
  if (args.command !== undefined) return commandHelp(app.jobName, app.commands.get(args.command) as Command)
  const name = app.commands.size > 0 ? 'polyhead' : app.jobName
  const commands = [...app.commands.values()]
  const sections = [
    [`${name} [overrides and flags]`, ...(commands.length > 0 ? [`${name} COMMAND …`] : [])],
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
    ...(commands.length > 0 ? [['Commands', ...table(commands.map(({ usage, summary }) => [usage, summary]))]] : []),
    ['Flags', ...table(FLAGS)],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function commandHelp(name: string, command: Command): string {
  return `${name === 'run' ? 'polyhead' : name} ${command.usage}\n\n${command.summary}\n`
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(28, Math.max(...rows.map(([left]) => left.length)))
  const start = ' '.repeat(width + 4)
  return rows.flatMap(([left, right]) => {
    if (left.length <= width) return wrap(`  ${left.padEnd(width)}  `, right)
    return [...wrap('  ', left, 6), ...wrap(start, right)]
  })
}

/** Every group of the app with its options; Hydra's own are left out. */
function groups(repository: Repository): string[] {
  const rows: [string, string][] = []
  const walk = (group: string) => {
    if (group === 'hydra') return
    const options = group === '' ? [] : repository.options(group)
    if (options.length > 0) rows.push([group, options.join(', ')])
    for (const name of repository.groups(group)) walk(group === '' ? name : `${group}/${name}`)
  }
  walk('')
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
