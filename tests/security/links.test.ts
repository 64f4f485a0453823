// A directory from somebody else holds links and pipes where a command writes. None of them is followed or waited for.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Project } from '../helpers/project.js'
import { QUICK, strangersRun } from './strangers-run.js'

const copy = strangersRun()
let project: Project
beforeEach(() => {
  project = copy()
  project.write('victim', 'precious').write('victims/mine', 'precious')
})

const at = (...names: string[]) => join(project.dir, ...names)
const unharmed = () => {
  expect(project.read('victim')).toBe('precious')
  expect(readdirSync(at('victims'))).toEqual(['mine'])
}

function refused(...args: string[]): string {
  const { code, stdout, stderr } = project.polyhead(...args)
  expect(code, stdout + stderr).toBe(2)
  expect(stderr).not.toMatch(/^\s+at |should not happen/m)
  unharmed()
  return stderr
}

describe('a run into a folder that is there', () => {
  test.each([
    '.hydra',
    'results',
    'checkpoints',
    'checkpoints/best',
    'run.log',
    'metrics.csv',
    'run.json',
    'git.diff',
    'report.html',
    'figures',
  ])('is refused where %s is a link, and nothing is left', (name) => {
    mkdirSync(join(at('out', name), '..'), { recursive: true })
    const target = /[./](log|csv|json|diff|html)$/.test(name) ? at('victim') : at('victims')
    symlinkSync(target, at('out', name))
    const before = readdirSync(at('out'), { recursive: true })
    const dir = '${hydra:runtime.output_dir}/figures'
    const stderr = refused(...QUICK, 'hydra.run.dir=out', `metrics.accuracy.save_dir=${dir}`)
    expect(stderr).toContain(`'out/${name}' is a link`)
    expect(readdirSync(at('out'), { recursive: true })).toEqual(before)
  })

  test.each(['run.log', 'metrics.csv', 'results'])('is refused where %s is a pipe', (name) => {
    mkdirSync(at('out'))
    execFileSync('mkfifo', [at('out', name)])
    expect(refused(...QUICK, 'hydra.run.dir=out')).toContain(`'out/${name}' is neither a file nor a folder`)
  })

  test('may be reached by a link, and may hold links of its owner’s elsewhere', () => {
    mkdirSync(at('store/out'), { recursive: true })
    symlinkSync('store/out', at('out'))
    symlinkSync('../../victims', at('store/out/data'))
    expect(project.polyhead(...QUICK, 'hydra.run.dir=out').code).toBe(0)
    expect(project.has('store/out/run.json')).toBe(true)
    unharmed()
  })
})

describe('a sweep', () => {
  test('does not write through links in its folder', () => {
    mkdirSync(at('sweep/jobs'), { recursive: true })
    mkdirSync(at('other'))
    symlinkSync('../../victims', at('sweep/jobs/deep'))
    symlinkSync('../victims', at('other/0'))
    project.polyhead('-m', ...QUICK, 'optimizer.lr=0.1,0.2', 'hydra.sweep.dir=other')
    unharmed()
    const stderr = project.polyhead(
      ...['-m', ...QUICK, 'optimizer.lr=0.1,0.2', 'hydra.sweep.dir=sweep'],
      'hydra.sweep.subdir=jobs/deep/${hydra.job.num}',
    ).stderr
    unharmed()
    expect(stderr).toContain("'sweep/jobs/deep' is a link")
  })

  test('is refused where its multirun.yaml is a link', () => {
    mkdirSync(at('sweep'))
    symlinkSync('../victim', at('sweep/multirun.yaml'))
    const stderr = refused('-m', ...QUICK, 'optimizer.lr=0.1,0.2', 'hydra.sweep.dir=sweep')
    expect(stderr).toContain("'sweep/multirun.yaml' is a link")
    expect(readdirSync(at('sweep'))).toEqual(['multirun.yaml'])
  })

  test.each(['../out', 'a/../../out', '/tmp/polyhead-escaped'])('has no job in %s', (subdir) => {
    const stderr = refused('-m', ...QUICK, 'hydra.sweep.dir=sweep', `hydra.sweep.subdir=${subdir}`)
    expect(stderr).toContain("hydra.sweep.subdir leads out of the sweep's directory")
    expect(project.has('sweep')).toBe(false)
  })
})

describe('a temporary file', () => {
  test('has no name that could be waited for with a link', () => {
    // The names of earlier versions, for every process that could be the next one.
    for (let pid = process.pid; pid < process.pid + 2000; pid++) {
      symlinkSync('../victim', at(`theirs/report.html.${pid}.tmp`))
    }
    expect(project.polyhead('report', 'theirs').code).toBe(0)
    unharmed()
  })
})

describe('the directory that is read is not written to', () => {
  test.each([
    ['reproduce', 'theirs/again'],
    ['reproduce', 'theirs'],
    ['reproduce', 'outside/again'],
    ['eval', 'theirs/checkpoints/again'],
  ])('%s --in %s', (command, target) => {
    symlinkSync('theirs', at('outside'))
    const before = project.files('theirs')
    expect(refused(command, 'theirs', '--in', target)).toContain(`'${target}' lies in the directory that is read`)
    expect(project.files('theirs')).toEqual(before)
  })

  test('nor that of a sweep', () => {
    mkdirSync(at('sweep'))
    cpSync(at('theirs'), at('sweep/0'), { recursive: true })
    expect(refused('reproduce', 'sweep', '--in', 'sweep/again')).toContain('lies in the directory that is read')
  })
})

test('reproducing a sweep does not write through links in the folder for it', () => {
  mkdirSync(at('sweep'))
  cpSync(at('theirs'), at('sweep/0'), { recursive: true })
  mkdirSync(at('again'))
  symlinkSync('../victims', at('again/0'))
  const { stderr } = project.polyhead('reproduce', 'sweep', '--in', 'again')
  expect(stderr).toContain("'again/0' is a link")
  unharmed()
})

test.each(['/proc/a/b/c', '/dev/null/x', '/sys/a/b'])('a directory that cannot be made (%s) is one message', (dir) => {
  const message = `cannot write to the output directory '${dir}'`
  expect(refused(...QUICK, `hydra.run.dir=${dir}`)).toContain(`hydra.run.dir: ${message}`)
  expect(refused(...QUICK, `hydra.run.dir=${dir}`, '--dry-run')).toContain(`hydra.run.dir: ${message}`)
  for (const dry of [[], ['--dry-run']])
    expect(refused('-m', 'seed=1,2', `hydra.sweep.dir=${dir}`, ...dry)).toContain(`hydra.sweep.dir: ${message}`)
})

test.each([
  ['a folder below a file', 'theirs/run.json/x', 'a file is in its way'],
  ['a name that is too long', 'a'.repeat(300), 'its name is too long'],
  ['links in a circle', 'circle/x', 'its links lead in a circle'],
])('%s is refused before anything is done, by --dry-run too', (_, dir, reason) => {
  symlinkSync('circle', at('circle'))
  for (const dry of [[], ['--dry-run']]) {
    expect(refused(...QUICK, `hydra.run.dir=${dir}`, ...dry)).toContain(reason)
    expect(refused('-m', 'seed=1,2', `hydra.sweep.dir=${dir}`, ...dry)).toContain(reason)
  }
})

test('a job whose directory has a name that is too long is refused before the first job starts', () => {
  for (const dry of [[], ['--dry-run']]) {
    const message = refused('-m', 'seed=1,2', `hydra.sweep.subdir=${'a'.repeat(300)}`, ...dry)
    expect(message).toContain('hydra.sweep.subdir: cannot write')
  }
})

test('--dry-run tells that a directory holds a run', () => {
  expect(refused(...QUICK, 'hydra.run.dir=theirs', '--dry-run')).toContain("'theirs' already holds a run")
})

describe('a run that was stopped is not resumed', () => {
  beforeEach(() => {
    const record = JSON.parse(project.read('theirs/run.json'))
    project.write('theirs/run.json', JSON.stringify({ ...record, status: 'interrupted' }))
  })

  test.each(['checkpoints/step-1', 'run.log', 'results'])('where %s is a link', (name) => {
    rmSync(at('theirs', name), { recursive: true, force: true })
    symlinkSync(name.includes('.') ? at('victim') : at('victims'), at('theirs', name))
    expect(refused('resume', 'theirs')).toContain(`'theirs/${name}' is a link out of the run's directory`)
  })

  test('where its log is a pipe', () => {
    rmSync(at('theirs/run.log'), { force: true })
    execFileSync('mkfifo', [at('theirs/run.log')])
    expect(refused('resume', 'theirs')).toContain("'theirs/run.log' is neither a file nor a folder")
  })
})
