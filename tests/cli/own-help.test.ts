import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const library = new URL('../../dist/index.js', import.meta.url).href

let app: Project
beforeEach(() => {
  app = new Project()
    .write(
      'app.mjs',
      `import { main } from '${library}'\nawait main(() => {}, { configDir: 'conf', configName: 'config' })`,
    )
    .write('conf/config.yaml', 'defaults:\n  - db: mysql\nport: ${hydra:job.name}\n')
    .write('conf/db/mysql.yaml', 'user: me\n')
    .write('conf/db/sqlite.yaml', 'file: x\n')
})
afterEach(() => app.remove())

const help = (...args: string[]) => app.node(['app.mjs', '--help', ...args])

describe('hydra.help', () => {
  test('is the help of an app that has one, by Hydra’s template', () => {
    app.write(
      'conf/hydra/help/mine.yaml',
      'app_name: MyApp\nheader: ${hydra.help.app_name} at $$5\ntemplate: |-\n  ${hydra.help.header}\n  $APP_CONFIG_GROUPS\n  $CONFIG',
    )
    app.write('conf/config.yaml', 'defaults:\n  - db: mysql\n  - override hydra/help: mine\n')
    expect(help().stdout).toBe('MyApp at $5\ndb: mysql, sqlite\n\ndb:\n  user: me\n')
    expect(help('db=sqlite').stdout).toContain('db:\n  file: x\n')
  })

  test('may be changed in one key', () => {
    const { stdout } = help("hydra.help.header='What it does'")
    expect(stdout).toMatch(/^What it does\n/)
    expect(stdout).toContain('db: mysql, sqlite\n')
  })

  test('with --resolve shows values', () => {
    expect(help("hydra.help.template='$CONFIG'").stdout).toContain('port: ${hydra:job.name}')
    expect(help("hydra.help.template='$CONFIG'", '--resolve').stdout).toContain('port: app\n')
  })

  test('is not asked where nobody has set it, nor where the config is broken', () => {
    expect(help().stdout).toContain('Flags\n')
    app.write('conf/config.yaml', 'a: [\n')
    expect(help()).toMatchObject({ code: 0, stdout: expect.stringContaining('Flags\n') })
  })

  test('a name in the template that stands for nothing is refused', () => {
    const { code, stderr } = help("hydra.help.template='$CONFIGS'")
    expect(code).toBe(2)
    expect(stderr).toContain("hydra.help.template holds '$CONFIGS', which stands for nothing")
    expect(stderr).toContain("did you mean 'CONFIG'?")
  })
})

test('--hydra-help shows flags and the groups of the hydra node', () => {
  for (const { code, stdout } of [app.node(['app.mjs', '--hydra-help']), app.polyhead('--hydra-help')]) {
    expect(code).toBe(0)
    expect(stdout).toContain('--multirun')
    expect(stdout).toContain('hydra/job_logging: colorlog, default, disabled, none, stdout\n')
  }
  const own = app.node(['app.mjs', '--hydra-help', "hydra.hydra_help.template='$HYDRA_CONFIG_GROUPS'"])
  expect(own.stdout).toMatch(/^hydra: config\n/)
})
