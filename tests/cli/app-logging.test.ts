import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { colourCodes } from '../../src/cli/logging/colours.js'
import { logFormat, unpainted } from '../../src/cli/logging/log-format.js'
import { Project } from '../helpers/project.js'
import { hasTerminal, Terminal } from '../helpers/terminal.js'

const library = new URL('../../dist/index.js', import.meta.url).href

const APP = `
import { main } from ${JSON.stringify(library)}
await main((config, { log }) => {
  for (const level of ['debug', 'info', 'warn', 'error']) log[level]('a line of ' + level)
  console.log('done')
}, { configDir: 'conf', configName: 'config' })
`

let app: Project
beforeEach(() => {
  app = new Project().write('app.mjs', APP).write('conf/config.yaml', 'lr: 0.1\n')
})
afterEach(() => app.remove())

const run = (...args: string[]) => app.node(['app.mjs', 'hydra.run.dir=out', ...args])
const lines = (...levels: string[]) => levels.map((level) => `a line of ${level}\n`).join('')
const logs = () => app.files('out').filter((file) => file.endsWith('.log'))

describe('hydra/job_logging', () => {
  test('default: lines from info up in the log, by Hydra’s format, and their messages on standard error', () => {
    const { stdout, stderr } = run()
    expect([stdout, stderr]).toEqual(['done\n', lines('info', 'warn', 'error')])
    expect(app.read('out/app.log')).toMatch(
      /^\[[\d-]{10} [\d:]{8},\d{3}]\[app]\[INFO] - a line of info\n\[.*]\[app]\[WARNING] - a line of warn\n.*\[ERROR].*\n$/,
    )
  })

  test('stdout: messages on standard output, and no log', () => {
    const { stdout, stderr } = run('hydra/job_logging=stdout')
    expect([stdout, stderr]).toEqual([`${lines('info', 'warn', 'error')}done\n`, ''])
    expect(logs()).toEqual([])
  })

  test('none: no log of the job; its lines go where those of Hydra go', () => {
    expect(run('hydra/job_logging=none').stderr).toBe(lines('info', 'warn', 'error'))
    expect(run('hydra/job_logging=none', 'hydra/hydra_logging=none').stderr).toBe(lines('warn', 'error'))
    expect(run('hydra/job_logging=none', 'hydra/hydra_logging=disabled').stderr).toBe('')
    expect(logs()).toEqual([])
  })

  test('disabled: nothing is written', () => {
    expect(run('hydra/job_logging=disabled')).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' })
    expect(logs()).toEqual([])
  })

  test('its levels, formats, files and loggers take effect', () => {
    const at = 'hydra.job_logging'
    expect(run(`${at}.root.level=ERROR`).stderr).toBe(lines('error'))
    expect(run(`${at}.handlers.console.stream=ext://sys.stdout`).stdout).toBe(`${lines('info', 'warn', 'error')}done\n`)
    expect(run(`${at}.formatters.simple.format="%(levelname)-8s|%(name)s|%(message)s"`).stderr).toContain(
      'WARNING |app|a line of warn\n',
    )
    expect(run(`${at}.handlers.file.filename=other/mine.log`).code).toBe(0)
    expect(app.read('other/mine.log')).toContain('a line of info')
    expect(run(`+${at}.loggers.app.level=DEBUG`).stderr).toBe(lines('debug', 'info', 'warn', 'error'))
    expect(run(`+${at}.handlers.console.level=ERROR`).stderr).toBe(lines('error'))
    for (const filename of ['other/mine.log', 'other/mine.log'])
      run(`${at}.handlers.file.filename=${filename}`, `+${at}.handlers.file.mode=w`)
    expect(app.read('other/mine.log').match(/info/g)).toHaveLength(1)
  })

  test.each([
    ['root.level=WARNIN', 'root.level must be one of', "did you mean 'WARNING'?"],
    [
      'root.handlers=[consle]',
      'root.handlers[0] must be one of the handlers: console, file',
      "did you mean 'console'?",
    ],
    ['handlers.file.formatter=simpel', 'must be one of the formatters: simple', "did you mean 'simple'?"],
    ['handlers.console.stream=stdout', 'must be ext://sys.stdout or ext://sys.stderr', ''],
    ['version=2', 'version must be 1', ''],
    ['handlers.file.filename=conf', "cannot write the log 'conf'", ''],
  ])('%s is refused', (override, message, hint) => {
    const { code, stderr } = run(`hydra.job_logging.${override}`)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
  })

  test('what there is in Python alone is told, and something plain takes its place', () => {
    const { code, stderr } = run('hydra.job_logging.handlers.console.class=rich.logging.RichHandler')
    expect(code).toBe(0)
    expect(stderr).toContain(
      "warning: hydra.job_logging.handlers.console.class: 'rich.logging.RichHandler' is not known here: logging.StreamHandler takes its place",
    )
    expect(stderr).toContain(lines('info', 'warn', 'error'))
  })
})

describe('colorlog', () => {
  const chosen = ['hydra/job_logging=colorlog', 'hydra/hydra_logging=colorlog']

  test('lines go to standard output by its format, and to the log without colours', () => {
    const { stdout, stderr } = run(...chosen)
    expect(stdout).toMatch(/^\[[\d-]{10} [\d:]{8},\d{3}]\[app]\[INFO] - a line of info\n/)
    expect(stderr).toBe('')
    expect(app.read('app.log')).toMatch(/^\[.*]\[app]\[INFO] - a line of info\n/)
  })

  test.skipIf(!hasTerminal)('on a terminal they have their colours, and a message has none of its own', async () => {
    app.write('app.mjs', APP.replace("'a line of '", "'a \\x1b[31mline of '"))
    const at = 'hydra.job_logging.formatters.colorlog'
    const terminal = new Terminal(
      `node app.mjs ${chosen.join(' ')} ${at}.log_colors.ERROR="'bold_red,bg_white'" hydra.run.dir=out`,
      app.dir,
    )
    expect(await terminal.ended).toBe(0)
    const [cyan, blue, reset] = ['\x1b[36m', '\x1b[34m', '\x1b[0m']
    const message = 'a \\x1b[31mline of'
    const line = (level: string, colour: string) =>
      `${reset}][${blue}app${reset}][${colour}${level}${reset}] - ${message} `
    expect(terminal.screen).toContain(`[${cyan}2`)
    expect(terminal.screen).toContain(`${line('WARNING', '\x1b[33m')}warn${reset}`)
    expect(terminal.screen).toContain(`${line('ERROR', '\x1b[1;31m\x1b[47m')}error${reset}`)
  })

  test('a colour that there is not is refused', () => {
    const { code, stderr } = run(...chosen, 'hydra.job_logging.formatters.colorlog.log_colors.INFO=gren')
    expect([code, stderr]).toEqual([2, expect.stringContaining("log_colors.INFO must name colours, such as 'red'")])
  })

  test.each([
    ['fg_bold_light_red', '1;91'],
    ['bg_bold_red', '101'],
    ['fg_208', '38;5;208'],
    ['bg_light_blue', '104'],
    ['thin_cyan', '2;36'],
    ['208', undefined],
    ['bg_thin_red', undefined],
  ])('%s is %s', (name, codes) => expect(colourCodes(name)).toBe(codes))
})

test('hydra.verbose shows more of the loggers that it names', () => {
  const all = lines('debug', 'info', 'warn', 'error')
  for (const value of ['true', 'app', '[app]', '__main__']) expect(run(`hydra.verbose=${value}`).stderr).toBe(all)
  expect(run('hydra.verbose=other').stderr).toBe(lines('info', 'warn', 'error'))
  const short = ['trainer.fast_dev_run=true', 'hydra.run.dir=run']
  expect(app.polyhead(...short, 'hydra.verbose=true').stderr).toContain('output directory')
  expect(app.polyhead(...short, 'hydra.run.dir=again').stderr).not.toContain('output directory')
})

test('a training run has a log of its own: that hydra.job_logging has no effect on it is told', () => {
  const run = (...args: string[]) => app.polyhead('--dry-run', ...args).stderr
  const warning = 'hydra.job_logging has no effect on a training run'
  for (const change of ['hydra/job_logging=none', 'hydra.job_logging.root.level=ERROR'])
    expect(run(change)).toContain(warning)
  for (const quiet of [run(), run('hydra/job_logging=colorlog')]) expect(quiet).not.toContain(warning)
})

test('hydra/hydra_logging decides whether a sweep announces its jobs', () => {
  const sweep = (option: string) =>
    run('-m', 'lr=1,2', 'hydra/job_logging=disabled', `hydra/hydra_logging=${option}`).stderr
  expect(sweep('default')).toBe('\n#0: lr=1\n\n#1: lr=2\n')
  for (const option of ['none', 'disabled', 'hydra_debug']) expect(sweep(option)).toBe('')
})

test('hydra.callbacks that are not registered, as Python’s are not: that nobody calls them is told', () => {
  const { code, stderr } = run('+hydra.callbacks.mine._target_=my_app.MyCallback')
  expect(code).toBe(0)
  expect(stderr).toContain("warning: hydra.callbacks.mine has no effect: 'my_app.MyCallback' is no registered callback")
})

describe('formats', () => {
  const record = {
    time: new Date(2026, 0, 2, 3, 4, 5, 6),
    name: 'app',
    levelName: 'INFO',
    level: 20,
    message: 'text',
  }
  test.each([
    ['%(asctime)s', '2026-01-02 03:04:05,006'],
    ['%(levelname)6s|%(levelname)-6s|%(levelname).2s', '  INFO|INFO  |IN'],
    ['%(msecs)03d %(levelno)5d', '006    20'],
    ['100%% %(message)s', '100% text'],
    ['%(cyan)s%(message)s', 'text'],
  ])('%s is %s, as in Python', (format, line) => expect(unpainted(logFormat(format).format(record))).toBe(line))

  test('datefmt is strftime’s', () => {
    expect(unpainted(logFormat('%(asctime)s', { dateFormat: '%H:%M' }).format(record))).toBe('03:04')
  })

  test('fields without a value are known', () => {
    expect(logFormat('%(lineno)d %(message)s %(red)s').unknown).toEqual(['lineno', 'red'])
  })
})
