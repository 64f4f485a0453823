import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
let filesBefore: string[]
beforeEach(() => {
  project = new Project('small-project')
  filesBefore = project.files()
})
afterEach(() => project.remove())

describe('explain', () => {
  test.each([
    [['hydra.sweeper.filter'], "a string or null, default null (hydra/sweeper 'basic')", 'An expression over keys'],
    [['hydra.launcher.timeout', 'hydra/launcher=local'], 'a number > 0 or null, default null', 'Seconds that a job'],
    [['hydra.sweeper.metric', 'hydra/sweeper=tpe'], 'a string, null or a non-empty list of strings', 'The name of'],
  ])('knows the keys of a sweeper and of a launcher: %s', (args, expected, description) => {
    const { code, stdout, stderr } = project.polyhead('explain', ...args)
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(`\n  ${expected}`)
    expect(stdout).toContain(`\n  ${description}`)
  })

  test('tells a value, what it may be, and who set it; as data with --json', async () => {
    const { stdout, code } = await commandLine(project.dir, ['explain', 'optimizer.lr', 'optimizer.lr=0.5'])
    expect(code).toBe(0)
    expect(stdout).toBe(
      [
        'optimizer.lr = 0.5',
        "  a number ≥ 0, default 0.001 (optimizer 'adam')",
        '  Learning rate.',
        "  ✓ 0.5    override 'optimizer.lr=0.5'  overrides come after all files",
        "    0.001  configs/optimizer/gentle.yaml:3  beaten by override 'optimizer.lr=0.5'",
        '',
      ].join('\n'),
    )
    const json = await commandLine(project.dir, ['explain', 'optimizer.lr', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject([{ path: 'optimizer.lr', values: [{ value: '0.001' }] }])
    expect(project.files()).toEqual(filesBefore)
  })

  test('works on a tree that is wrong', async () => {
    project.write('configs/optimizer/gentle.yaml', '_target_: polyhead.optimizers.Nothing\nlr: ${nowhere}\n')
    const { stdout, code } = await commandLine(project.dir, ['explain', 'optimizer'])
    expect(code).toBe(0)
    expect(stdout).toContain('optimizer.lr = ?  configs/optimizer/gentle.yaml:2')
  })

  test('of no key, or of one that is not there, is a mistake of use', async () => {
    expect((await commandLine(project.dir, ['explain'])).code).toBe(2)
    const { code, stderr } = await commandLine(project.dir, ['explain', 'optimizer.lrr'])
    expect(code).toBe(2)
    expect(stderr).toContain("did you mean 'optimizer.lr'?")
  })
})

describe('check', () => {
  test('ends with 0 and its counts where all is right', async () => {
    const { stdout, code } = await commandLine(project.dir, ['check'])
    expect(stdout).toMatch(/^1 primary config, 6 options, 0 experiments: 0 errors, 0 warnings\n$/)
    expect(code).toBe(0)
    expect(project.files()).toEqual(filesBefore)
  })

  test('ends with 1 where anything is wrong, also as data', async () => {
    project.write('configs/optimizer/gentle.yaml', '_target_: polyhead.optimizers.Adam\nlrr: 0.1\n')
    const { stdout, code } = await commandLine(project.dir, ['check'])
    expect(code).toBe(1)
    expect(stdout).toContain("configs/optimizer/gentle.yaml:2:1  optimizer.lrr is not a key of optimizer 'adam'")
    expect(stdout).toContain('at fault: config, ')
    const json = await commandLine(project.dir, ['check', '--json'])
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({
      errors: 1,
      diagnostics: [{ code: 'unknown-key', path: 'optimizer.lrr', hint: "did you mean 'lr'?" }],
    })
  })
})

describe('schema', () => {
  test('--write puts a line on each file, --remove takes it away again', async () => {
    const texts = filesBefore.map((file) => project.read(file))
    const written = await commandLine(project.dir, ['schema', '--write'])
    expect(written.code, written.stderr).toBe(0)
    expect(project.read('configs/optimizer/gentle.yaml')).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/\.\.\/\.polyhead\/schema\/optimizer\.json\n# Adam/,
    )
    expect(project.has('.polyhead/schema/optimizer.json')).toBe(true)
    expect((await commandLine(project.dir, ['check'])).code).toBe(0)
    expect((await commandLine(project.dir, ['schema', '--remove'])).code).toBe(0)
    expect(project.files()).toEqual(filesBefore)
    expect(filesBefore.map((file) => project.read(file))).toEqual(texts)
  })

  test('prints a schema by its name', async () => {
    expect(JSON.parse((await commandLine(project.dir, ['schema', 'optimizer/adam'])).stdout)).toMatchObject({
      title: 'Adam',
    })
    const { code, stderr } = await commandLine(project.dir, ['schema', 'optimizer/adm'])
    expect(code).toBe(2)
    expect(stderr).toContain("did you mean 'optimizer/adam'?")
  })
})
