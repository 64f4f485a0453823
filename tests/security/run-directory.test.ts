import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
const QUICK = ['trainer.max_epochs=1', 'trainer.limit_train_batches=2', 'seed=1']

let project: Project
beforeEach(() => {
  project = new Project('small-project')
})
afterEach(() => project.remove())

async function refused(args: readonly string[]): Promise<string> {
  const before = project.files()
  const { code, stdout, stderr } = await commandLine(project.dir, args)
  expect(code, stdout + stderr).toBe(2)
  expect(project.files()).toEqual(before)
  return stderr
}

describe('a run writes in its directory and nowhere else', () => {
  test.each([
    'hydra.output_subdir=../escaped',
    'hydra.output_subdir=a/../../escaped',
    'hydra.job.name=../escaped',
    'hydra.job.name=/tmp/escaped',
    'metrics.accuracy.save_dir=/tmp/escaped',
    'metrics.accuracy.save_dir=${hydra:runtime.output_dir}/../escaped',
    'metrics.accuracy.test_acc_csv_name=../../escaped.csv',
    'loggers.csv_logger.file_name=../escaped.csv',
    'loggers.csv_logger.file_name=/tmp/escaped.csv',
  ])('%s', async (override) => {
    expect(await refused([...QUICK, 'hydra.run.dir=out', override])).toContain("leads out of the run's directory")
  })

  test('a directory whose files are links gets files of its own; the log refuses to follow one', async () => {
    writeFileSync(join(project.dir, 'victim'), 'precious')
    mkdirSync(join(project.dir, 'out'))
    for (const name of ['metrics.csv', 'hparams.yaml', 'config.resolved.yaml', 'run.log']) {
      symlinkSync('../victim', join(project.dir, 'out', name))
    }
    await commandLine(project.dir, [...QUICK, 'hydra.run.dir=out'])
    expect(project.read('victim')).toBe('precious')
  })

  test('a link in the place of run.json is not followed', async () => {
    mkdirSync(join(project.dir, 'out'))
    symlinkSync('../run-elsewhere.json', join(project.dir, 'out/run.json'))
    const { code } = await commandLine(project.dir, [...QUICK, 'hydra.run.dir=out'])
    expect(code).toBe(2)
    expect(project.has('run-elsewhere.json')).toBe(false)
  })
})

describe('configs stay in their folder', () => {
  beforeEach(() => {
    project.write('outside.yaml', 'stolen: true\n')
  })

  test.each([
    '- ../outside',
    '- /../outside',
    '- optimizer: ../../outside',
    '- //DIR/outside',
    '- ../configs/../outside',
  ])('defaults: %s', async (entry) => {
    project.write('configs/thief.yaml', `defaults:\n  ${entry.replace('DIR', project.dir.slice(1))}\n`)
    const { stdout, code } = await commandLine(project.dir, ['--config-name', 'thief', '--cfg', 'job'])
    expect(stdout).not.toContain('stolen')
    expect(code).toBe(2)
  })

  test.each(['optimizer=../../outside', '+x@_global_=../outside'])('%s', async (override) => {
    expect((await commandLine(project.dir, [override, '--cfg', 'job'])).stdout).not.toContain('stolen')
  })

  test('a path within the folder is one that Hydra takes too', async () => {
    expect((await commandLine(project.dir, ['optimizer=../optimizer/gentle', '--cfg', 'job'])).code).toBe(0)
  })
})

describe("a stranger's run", () => {
  let recorded: Project
  beforeAll(async () => {
    recorded = new Project('small-project')
    expect((await commandLine(recorded.dir, [...QUICK, 'hydra.run.dir=theirs'])).code).toBe(0)
  })
  afterAll(() => recorded.remove())
  beforeEach(() => {
    cpSync(join(recorded.dir, 'theirs'), join(project.dir, 'theirs'), { recursive: true })
    project.write(
      'theirs/evil.js',
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(new URL('../owned', import.meta.url), '')\n`,
    )
    project.write('theirs/package.json', '{"type": "module", "polyhead": {"plugins": ["./evil.js"]}}')
    project.write('theirs/configs/config.yaml', 'owned: true\n')
  })
  const owned = () => project.has('owned')

  test('is reproduced without anything of theirs', () => {
    // In a process of its own, as any code of a stranger's would be.
    const { code, stdout, stderr } = project.polyhead('reproduce', 'theirs', '--in', 'again')
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('identical')
    expect(owned()).toBe(false)
  })

  test('has no say over plugins from within its directory either', () => {
    const { code, stderr } = project.node([
      '-e',
      `process.chdir('theirs'); process.argv.splice(1, 0, ''); await import('${bin}')`,
      'reproduce',
      '.',
      '--in',
      '../again',
    ])
    expect(code).toBe(2)
    expect(stderr).toContain("package.json lies in a run's directory, so the plugins that it names are not loaded")
    expect(owned()).toBe(false)
  })

  test('that was stopped is not resumed where a link would lead what is written elsewhere', async () => {
    const record = JSON.parse(project.read('theirs/run.json'))
    project.write('theirs/run.json', JSON.stringify({ ...record, status: 'interrupted' }))
    project.write('victim', 'precious')
    rmSync(join(project.dir, 'theirs/metrics.csv'))
    symlinkSync('../victim', join(project.dir, 'theirs/metrics.csv'))
    symlinkSync('metrics.jsonl', join(project.dir, 'theirs/within'))
    const { code, stderr } = await commandLine(project.dir, ['resume', 'theirs'])
    expect(code).toBe(2)
    expect(stderr).toContain("'theirs/metrics.csv' is a link out of the run's directory")
    expect(stderr).not.toContain('within')
    expect(project.read('victim')).toBe('precious')
  })

  test.each([
    ['a component that is not registered', (text: string) => text.replace('polyhead.optimizers.Adam', './evil.js')],
    [
      'a file outside of the new run',
      (text: string) => text.replace(/save_dir: .*/, 'save_dir: /tmp/polyhead-escaped'),
    ],
    ['a polluting key', (text: string) => `__proto__: {polluted: 1}\n${text}`],
    ['bytes that are no YAML', () => '\u0000\u0001: ['],
    ['a list', () => '- 1\n'],
    ['nothing', () => ''],
  ])('whose config holds %s is refused', async (_, change) => {
    project.write('theirs/config.resolved.yaml', change(project.read('theirs/config.resolved.yaml')))
    const { code, stderr } = await commandLine(project.dir, ['reproduce', 'theirs', '--in', 'again'])
    expect(code, stderr).toBe(2)
    expect(stderr).not.toMatch(/^\s+at |should not happen/m)
    expect(project.has('again')).toBe(false)
    expect(existsSync('/tmp/polyhead-escaped')).toBe(false)
  })

  test.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"done"'],
    ['no record', '{'],
    ['polluting keys', '{"__proto__": {"status": "done"}, "constructor": {"prototype": {"status": "done"}}}'],
    ['files far away', '{"status": "done", "files": {"../../../../etc/passwd": "0"}}'],
  ])('whose run.json holds %s does no harm', async (_, text) => {
    project.write('theirs/run.json', text)
    const { stderr } = await commandLine(project.dir, ['eval', 'theirs', '--in', 'again'])
    expect(stderr).not.toMatch(/^\s+at |should not happen|TypeError/m)
    expect(stderr).not.toContain('root:')
  })

  test.each([
    ['a header of 2⁶³ bytes', Buffer.from('ffffffffffffff7f7b7d', 'hex')],
    ['a tensor of 10¹⁸ numbers', header({ a: { dtype: 'F32', shape: [1e9, 1e9], data_offsets: [0, 4e18] } })],
    ['offsets before its start', header({ a: { dtype: 'F32', shape: [1], data_offsets: [-4, 0] } })],
    ['polluting names', header(JSON.parse('{"__proto__": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}}'))],
  ])('whose weights have %s is refused', async (_, bytes) => {
    writeFileSync(join(project.dir, 'theirs/checkpoints/final/model.safetensors'), bytes)
    const record = JSON.parse(readFileSync(join(project.dir, 'theirs/run.json'), 'utf8'))
    project.write('theirs/run.json', JSON.stringify({ ...record, files: {} }))
    const { code, stderr } = await commandLine(project.dir, ['eval', 'theirs', '--in', 'again'])
    expect(code).toBe(2)
    expect(stderr).not.toMatch(/^\s+at |should not happen/m)
  })
})

function header(content: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(content))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json])
}
