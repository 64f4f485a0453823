import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noteFailure, readRunRecord } from '../../src/rundir/run-record.js'
import { holdsSecret } from '../../src/rundir/secrets.js'
import type { ConfigError, Diagnostic } from '../../src/util/diagnostic.js'
import { packageRoot } from '../../src/util/package-root.js'
import { sha256 } from '../../src/util/sha256.js'
import { Project } from '../helpers/project.js'

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(join(packageRoot, 'schemas', 'run.schema.json'), 'utf8')),
)
const bin = join(packageRoot, 'bin', 'polyhead.js')
const QUICK = [
  'experiment=permuted_digits',
  'trainer.max_epochs=1',
  'trainer.limit_train_batches=2',
  'train_tasks=2',
  'eval_tasks=2',
]
const ENV = { SERVICE_TOKEN: 'swordfish-123', USER_NAME: 'ada' }

let project: Project
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    cwd: project.dir,
    encoding: 'utf8',
  })
const run = (dir: string, ...args: string[]) => {
  const outcome = project.node([bin, ...QUICK, ...args, `hydra.run.dir=${dir}`], ENV)
  expect(outcome.code, outcome.stderr).toBe(0)
  return JSON.parse(project.read(`${dir}/run.json`))
}

beforeAll(() => {
  project = new Project()
  project.write('notes.txt', 'first\n').write('.gitignore', 'runs/\n')
  git('init', '-q', '-b', 'trunk')
  git('add', '.')
  git('commit', '-q', '-m', 'begin')
})
afterAll(() => project.remove())

describe('run.json', () => {
  test('of a run and of an eval is what the schema says', () => {
    const record = run('runs/a')
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
    expect(project.node([bin, 'eval', 'runs/a', '--in', 'runs/eval'], ENV).code).toBe(0)
    expect(validate(JSON.parse(project.read('runs/eval/run.json'))), JSON.stringify(validate.errors)).toBe(true)
  })

  test('of a run whose process was ended from outside says so, once', () => {
    const record = run('runs/ended')
    const dir = join(project.dir, 'runs/ended')
    const running = { ...record, status: 'running', exitReason: null, ended: null, durationSeconds: null }
    project.write('runs/ended/run.json', JSON.stringify(running))
    noteFailure(dir, 'it took too long')
    noteFailure(dir, 'it is done')
    const noted = JSON.parse(project.read('runs/ended/run.json'))
    expect(validate(noted), JSON.stringify(validate.errors)).toBe(true)
    expect(noted).toMatchObject({ status: 'failed', exitReason: 'it took too long' })
    expect(noted.durationSeconds).toBeGreaterThan(0)
    noteFailure(join(project.dir, 'runs/nowhere'), 'it was never there')
    expect(project.has('runs/nowhere')).toBe(false)
  })

  test('is not that of a sweep, whose runs are named', () => {
    project
      .write('sweeps/grid/sweep.yaml', '')
      .write('sweeps/grid/ledger.jsonl', '')
      .write('sweeps/app/sweep.yaml', '')
      .write('sweeps/app/ledger.jsonl', '')
      .write('configs/sweep.yaml', '')
      .write('sweeps/grid/0/run.json', '{}')
      .write('sweeps/grid/1/run.json', '{}')
    const said = (dir: string): string => {
      try {
        readRunRecord(join(project.dir, dir))
        return ''
      } catch (error) {
        const { message, hint } = (error as ConfigError).diagnostics[0] as Diagnostic
        return `${message}: ${hint}`.replaceAll(`${project.dir}/`, '')
      }
    }
    expect(said('sweeps/grid')).toBe(
      "'sweeps/grid' is a sweep, and not a run: its runs are sweeps/grid/0, sweeps/grid/1",
    )
    expect(said('sweeps/app')).toBe("'sweeps/app' is a sweep, and not a run: none of its jobs has a run.json")
    expect(said('configs')).toContain("'configs' is not a run directory: it has no run.json")
    expect(said('sweeps')).toBe(
      "'sweeps' is not a run directory: it has no run.json: the sweeps in it are sweeps/app, sweeps/grid",
    )
    expect(said('.')).toContain('the sweeps in it are ')
    expect(said('sweeps/gird')).toContain("no such folder: did you mean 'sweeps/grid'?")
    expect(said('sweeps/grid/7')).toContain('no such folder: its runs are sweeps/grid/0, sweeps/grid/1')
  })

  test('of a run that failed is, too, and says why', () => {
    const args = ['optimizer.lr=1e30', 'trainer.limit_train_batches=20', 'hydra.run.dir=runs/failed']
    expect(project.node([bin, ...QUICK, ...args], ENV).code).toBe(1)
    const record = JSON.parse(project.read('runs/failed/run.json'))
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
    expect(record).toMatchObject({ status: 'failed', results: null })
    expect(record.exitReason).toContain('loss')
  })

  test('has the state of a clean work tree, every value, and checksums of files as they are', () => {
    const record = run('runs/clean', 'seed=5')
    expect(record.git).toEqual({
      commit: git('rev-parse', 'HEAD').trim(),
      branch: 'trunk',
      diffSha256: null,
      diffFile: null,
      diffOmitted: null,
    })
    expect(record.config).toMatchObject({ seed: 5, 'optimizer.lr': 0.2, 'backbone.hidden_dims': [256] })
    for (const [file, hash] of Object.entries(record.files)) {
      expect(sha256(readFileSync(join(project.dir, 'runs/clean', file))), file).toBe(hash)
    }
    expect(Object.keys(record.files)).toEqual(expect.arrayContaining(['metrics.csv', 'results/acc.csv']))
  })

  test('saves the diff beside it', () => {
    project.write('notes.txt', 'second\n')
    const { git: state } = run('runs/changed')
    const diff = project.read('runs/changed/git.diff')
    expect(diff).toContain('-first\n+second\n')
    expect(state).toMatchObject({ diffFile: 'git.diff', diffOmitted: null, diffSha256: sha256(diff) })
  })

  test.each([
    ['the value of a secret variable', 'header: swordfish-123\n', 'it seems to hold a secret'],
    ['what looks like a password', 'password = "correct-horse"\n', 'it seems to hold a secret'],
    ['a mebibyte and more', `${'x'.repeat(1023)}\n`.repeat(1100), 'bytes, more than 1048576'],
  ])('does not save a diff that holds %s', (_, text, reason) => {
    project.write('notes.txt', text)
    const { git: state } = run('runs/secret')
    expect(state.diffOmitted).toContain(reason)
    expect(state.diffFile).toBeNull()
    expect(project.has('runs/secret/git.diff')).toBe(false)
    execFileSync('rm', ['-r', join(project.dir, 'runs/secret')])
  })

  test('never holds the value of a secret variable, wherever it came from', () => {
    project.write('notes.txt', 'first\n')
    run(
      'runs/masked',
      '+vars.user=${oc.env:USER_NAME}',
      '+vars.token=${oc.env:SERVICE_TOKEN}',
      '+vars.typed=swordfish-123',
    )
    const text = project.read('runs/masked/run.json')
    expect(text).not.toContain('swordfish-123')
    expect(JSON.parse(text).config).toMatchObject({ 'vars.user': 'ada', 'vars.token': '${oc.env:SERVICE_TOKEN}' })
  })
})

test.each([
  ['-----BEGIN RSA PRIVATE KEY-----', true],
  ['aws_key: AKIAABCDEFGHIJKLMNOP', true],
  ['+API_KEY="abcdefgh1234"', true],
  ['+token: ${oc.env:TOKEN}', false],
  ['+  const token = await next()', false],
  ['+max_epochs: 10', false],
])('%j holds a secret: %s', (text, expected) => {
  expect(holdsSecret(text, {})).toBe(expected)
})
