import { Parser } from 'yargs/helpers'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'

export const CFG_CHOICES = ['job', 'hydra', 'all'] as const
export const INFO_CHOICES = ['all', 'config', 'defaults', 'defaults-tree', 'plugins', 'searchpath'] as const

/** The flags of `polyhead` and of every app built on `main`. */
export interface Flags {
  run: boolean
  multirun: boolean
  cfg: (typeof CFG_CHOICES)[number] | undefined
  info: (typeof INFO_CHOICES)[number] | undefined
  resolve: boolean
  package: string | undefined
  configPath: string | undefined
  configDir: readonly string[]
  configName: string | undefined
  dryRun: boolean
  plugin: readonly string[]
  quiet: boolean
  verbose: boolean
  json: boolean
  debug: boolean
  help: boolean
  version: boolean
}

export interface Arguments {
  /** The first word, where it is a command's name. */
  command: string | undefined
  /** What follows the command that is not an override: a key, a directory. */
  operands: readonly string[]
  overrides: readonly string[]
  flags: Flags
  /** Flags of the command's own (`--in DIR`), by name. */
  options: Readonly<Record<string, unknown>>
}

/** A command's own flag, in yargs' terms. */
export type CommandOption = { type: 'boolean' | 'string' | 'number'; alias?: string; array?: boolean }

/** Every flag that all commands take. */
export const OPTIONS = {
  run: { type: 'boolean', alias: 'r' },
  multirun: { type: 'boolean', alias: 'm' },
  cfg: { type: 'string', alias: 'c' },
  info: { type: 'string', alias: 'i' },
  resolve: { type: 'boolean' },
  package: { type: 'string', alias: 'p' },
  'config-path': { type: 'string', alias: 'cp' },
  'config-dir': { type: 'string', alias: 'cd', array: true },
  'config-name': { type: 'string', alias: 'cn' },
  'dry-run': { type: 'boolean' },
  plugin: { type: 'string', array: true },
  quiet: { type: 'boolean', alias: 'q' },
  verbose: { type: 'boolean', alias: 'v' },
  json: { type: 'boolean' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', alias: 'h' },
  version: { type: 'boolean' },
} as const satisfies Record<string, CommandOption>

const ALIASES = new Set(Object.values(OPTIONS).flatMap((option) => ('alias' in option ? [option.alias as string] : [])))

/** An override has `=`, or begins with `~` or `+`: anything else is a command, a flag, or a mistake. */
export function looksLikeOverride(word: string): boolean {
  return word.includes('=') || word.startsWith('~') || word.startsWith('+')
}

/**
 * Takes a command line apart. Flags and overrides may be mixed; `--` ends the flags.
 * @param commands name → its own flags
 * @throws ConfigError with every unknown flag, missing or impossible flag value
 */
export function parseArguments(
  argv: readonly string[],
  commands: ReadonlyMap<string, Readonly<Record<string, CommandOption>>>,
): Arguments {
  const command = argv.find((word) => !word.startsWith('-') || word === '-')
  const known = command !== undefined && commands.has(command) ? command : undefined
  const own = known === undefined ? {} : (commands.get(known) ?? {})
  const options: Record<string, CommandOption> = { ...OPTIONS, ...own }
  const names = (type: CommandOption['type']) => Object.keys(options).filter((name) => options[name]?.type === type)
  const parsed = Parser([...completeInfo(argv)], {
    alias: Object.fromEntries(Object.entries(options).flatMap(([name, { alias }]) => (alias ? [[name, alias]] : []))),
    boolean: names('boolean'),
    string: names('string'),
    number: names('number'),
    array: Object.keys(options).filter((name) => options[name]?.array),
    configuration: {
      'short-option-groups': false,
      'parse-positional-numbers': false,
      'parse-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'populate--': false,
    },
  })

  const value = lastOfEach(parsed, options)
  const problems = flagProblems(value, argv, own)
  if (problems.length > 0) throw new ConfigError(problems)
  const words = parsed._.map(String)
  if (known !== undefined) words.splice(words.indexOf(known), 1)
  const flags: Flags = {
    run: value.run === true,
    multirun: value.multirun === true,
    cfg: value.cfg as Flags['cfg'],
    info: value.info as Flags['info'],
    resolve: value.resolve === true,
    package: value.package as string | undefined,
    configPath: value['config-path'] as string | undefined,
    configDir: (value['config-dir'] as string[] | undefined) ?? [],
    configName: value['config-name'] as string | undefined,
    dryRun: value['dry-run'] === true,
    plugin: (value.plugin as string[] | undefined) ?? [],
    quiet: value.quiet === true,
    verbose: value.verbose === true,
    json: value.json === true,
    debug: value.debug === true,
    help: value.help === true,
    version: value.version === true,
  }
  return {
    command: known,
    operands: known === undefined ? [] : words.filter((word) => !looksLikeOverride(word)),
    overrides: known === undefined ? words : words.filter(looksLikeOverride),
    flags,
    options: Object.fromEntries(Object.keys(own).map((name) => [name, value[name]])),
  }
}

/** A flag that is given twice has its last value, as in Hydra; only the repeatable ones keep all. */
function lastOfEach(
  parsed: Record<string, unknown>,
  options: Readonly<Record<string, CommandOption>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [
      name,
      Array.isArray(value) && name !== '_' && !options[name]?.array ? value.at(-1) : value,
    ]),
  )
}

/** `--info` may stand alone: then it means `all`, and the word after it is left alone. */
function completeInfo(argv: readonly string[]): readonly string[] {
  return argv.map((word, i) => {
    if (word !== '--info' && word !== '-i') return word
    return (INFO_CHOICES as readonly string[]).includes(argv[i + 1] ?? '') ? word : '--info=all'
  })
}

function flagProblems(
  value: Record<string, unknown>,
  argv: readonly string[],
  own: Readonly<Record<string, CommandOption>>,
): Diagnostic[] {
  const problems: Diagnostic[] = []
  const say = (text: string, message: string, hint?: string) => {
    const range = [0, text.length] as const
    const source = { kind: 'override', text, range, origin: 'command line' } as const
    problems.push({ code: 'bad-flag', path: '', message, source, ...(hint && { hint }) })
  }
  const written = (name: string) => argv.find((word) => word.replace(/^-+/, '').split('=')[0] === name) ?? `--${name}`
  const names = [...Object.keys(OPTIONS), ...Object.keys(own)]
  for (const name of Object.keys(value)) {
    if (name === '_' || name === '$0' || ALIASES.has(name) || names.includes(name)) continue
    const hint = didYouMean(
      name,
      names.filter((known) => known.length > 1),
    )
    say(written(name), `${written(name).split('=')[0]} is not a flag`, hint?.replace("'", "'--"))
  }
  const choices: Record<string, readonly string[]> = { cfg: CFG_CHOICES, info: INFO_CHOICES }
  for (const [name, option] of Object.entries<CommandOption>({ ...OPTIONS, ...own })) {
    const given = value[name]
    if (given === undefined || option.type === 'boolean') continue
    const text = written(option.alias && argv.some((word) => word === `-${option.alias}`) ? option.alias : name)
    const allowed = choices[name]
    if (given === '' || (Array.isArray(given) && given.includes('')))
      say(text, `${text} needs a value${allowed ? `: ${allowed.join(', ')}` : ''}`)
    else if (allowed && !allowed.includes(String(given))) {
      say(`${text} ${given}`, `${text} takes ${allowed.join(', ')}, not '${given}'`, didYouMean(String(given), allowed))
    }
  }
  if ([value.cfg !== undefined, value.info !== undefined, value.multirun === true].filter(Boolean).length > 1) {
    say(argv.join(' '), 'only one of --multirun, --cfg and --info can be given')
  } else if (value.run === true && (value.multirun === true || value.cfg !== undefined || value.info !== undefined)) {
    say('--run', '--run goes with none of --multirun, --cfg and --info')
  }
  if (value.resolve === true && value.cfg === undefined && value.help !== true) {
    say('--resolve', '--resolve goes with --cfg or --help only')
  }
  return problems
}
