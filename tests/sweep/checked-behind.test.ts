import { expect, onTestFinished, test } from 'vitest'
import { openRepository } from '../../src/compose/index.js'
import { freezeRepository } from '../../src/compose/repository.js'
import { checkRun } from '../../src/run/check-run.js'
import { requireOpenable } from '../../src/run/open-job.js'
import { checkFromBehind } from '../../src/sweep/check-from-behind.js'
import { checkJob } from '../../src/sweep/check-job.js'
import { jobComposer } from '../../src/sweep/compose-jobs.js'
import { JobDirectories } from '../../src/sweep/job-directories.js'
import type { ValidJob } from '../../src/sweep/jobs-behind.js'
import type { SweepJob } from '../../src/sweep/swept-task.js'
import type { Diagnostic } from '../../src/util/diagnostic.js'
import { Project } from '../helpers/project.js'

const polyhead = new URL('../../bin/polyhead.js', import.meta.url).pathname
const facts = { cwd: '/work', now: new Date('2026-01-02T03:04:05Z'), name: 'run' }
const place = { dir: '/work/mr', named: 'mr' }
const env = { HOME: '/root' }

/** Right values, and those that are wrong or warned of. */
const DIMENSIONS = [
  { right: ['optimizer=sgd', 'optimizer=adam'], other: ['optimizer=adan'] },
  { right: ['optimizer.lr=0.1', 'optimizer.lr=0.01'], other: ['optimizer.lr=-1', 'optimizer.lrr=1'] },
  { right: ['seed=1', 'seed=${hydra:job.num}'], other: ['seed=1.5', 'seed=${nothing}'] },
  { right: ['trainer.max_epochs=2'], other: ['+trainer.accelerator=gpu', '+trainer.accelerator=abacus'] },
  {
    right: ['hydra.sweep.subdir=${hydra.job.num}', 'hydra.sweep.subdir=${optimizer.lr}', 'hydra.sweep.dir=other'],
    other: ['hydra.sweep.subdir=../${seed}', 'hydra.sweep.subdir=sweep.yaml'],
  },
]

/** The same points each time: of each dimension a value, most of them right. */
function points(count: number): string[][] {
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const oneOf = (values: readonly string[]) => values[Math.floor(random() * values.length)] as string
  return Array.from({ length: count }, () =>
    DIMENSIONS.map(({ right, other }) => oneOf(random() < 0.9 ? right : other)),
  )
}

async function check(job: SweepJob, warn: (of: Diagnostic) => void): Promise<void> {
  const { bound, plan } = await checkRun(job.config, job.facts)
  requireOpenable(bound, job.facts)
  plan.warnings.forEach(warn)
}

test('another thread finds those jobs valid of which nothing is to be said, and their directories', async () => {
  const frozen = freezeRepository(openRepository([{ dir: 'configs' }, { dir: 'experiments', mount: 'experiment' }]))
  const about = { attempt: 1, hydra: [], sweep: place, output: '', cwd: facts.cwd, now: facts.now.toISOString() }
  const jobs = points(400).map((overrides, num) => ({ num, id: String(num), overrides, ...about }))

  const expected = new Map<number, string | undefined>()
  const directories = new JobDirectories(place)
  for (const [index, job] of jobs.entries()) {
    let isSilent = true
    const warn = () => {
      isSilent = false
    }
    try {
      const repository = frozen.repository
      const composed = jobComposer({ repository, configName: 'config', warn }, undefined, { ...facts, env })(job)
      await checkJob(composed, (one) => check(one, warn), directories)
      const dir = directories.note(job.num, composed)
      if (isSilent) expected.set(index, dir)
    } catch {}
  }

  const told: ValidJob[] = []
  const behind = {
    ...{ jobs, place, confined: false, configName: 'config', versionBase: frozen.repository.versionBase },
    ...{ folders: frozen.folders(), facts },
  }
  await checkFromBehind(behind, { env, check }, (found) => told.push(...found.jobs))

  const found = new Map(told.map(({ index, dir }) => [index, dir]))
  expect(found.size).toBeGreaterThan(150)
  expect(found.size).toBeLessThan(350)
  // The first was validated before.
  expected.delete(0)
  expect([...found].sort(([a], [b]) => a - b)).toEqual([...expected])
  expect(new Set(found.values()).size).toBeGreaterThan(2)
})

test('a directory that another thread has found is given to the job', () => {
  const directories = new JobDirectories(place)
  directories.noteFound(0, '/work/mr/a')
  directories.noteFound(1, undefined)
  directories.noteFound(2, '/work/mr/a')
  expect([0, 1, 2].map((num) => directories.assign(num, '/work/mr-2'))).toEqual([
    '/work/mr-2/a',
    '/work/mr-2/1',
    '/work/mr-2/a-2',
  ])
})

/** More jobs than are left to one thread. */
const MANY = {
  'jobs in directories by name': ['seed=range(2100)', 'hydra.sweep.subdir=${hydra.job.override_dirname}'],
  'jobs of which some are wrong': ['seed=range(700)', 'optimizer.lr=0.1,-1,fast', 'backbone=mlp'],
  'jobs of which some are warned of': ['seed=range(1050)', '+trainer.accelerator=cpu,gpu'],
}

test.each(Object.entries(MANY))('two threads say of %s what one says', (_, overrides) => {
  const project = new Project()
    .write('plugin.mjs', 'export const manifests = []\n')
    .write('note.cjs', "if (!require('worker_threads').isMainThread) require('fs').writeFileSync('thread', '')\n")
  onTestFinished(() => project.remove())
  const sweep = (...args: string[]) => {
    const line = ['-m', '--dry-run', 'experiment=permuted_digits', ...overrides, ...args]
    return project.node(['--require', './note.cjs', polyhead, ...line])
  }
  // A plugin would have to be loaded by the other thread too.
  const one = sweep('--plugin', './plugin.mjs')
  expect(project.has('thread')).toBe(false)
  const two = sweep()
  expect(project.has('thread')).toBe(true)
  const untimed = ({ stdout, stderr, code }: typeof one) => [code, stdout, stderr.replaceAll(/^.* validated\n/gm, '')]
  expect(untimed(two)).toEqual(untimed(one))
  expect(project.files()).toEqual(['note.cjs', 'plugin.mjs', 'thread'])
})

test('where the system gives no other thread, one validates them all', () => {
  const project = new Project().write(
    'none.cjs',
    `const threads = require('worker_threads')
     threads.Worker = class {
       constructor() {
         require('fs').writeFileSync('asked', '')
         throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' })
       }
     }`,
  )
  onTestFinished(() => project.remove())
  const line = ['-m', '--dry-run', 'experiment=permuted_digits', 'seed=range(2000)']
  const { code, stdout, stderr } = project.node(['--require', './none.cjs', polyhead, ...line])
  expect([code, stdout], stderr).toEqual([0, expect.stringContaining('2000 jobs valid')])
  expect(project.has('asked')).toBe(true)
})
