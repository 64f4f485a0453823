import { expect, test } from 'vitest'
import type { JobDocument } from '../../src/sweep/job-document.js'
import { RandomSampler } from '../../src/sweep/sweepers/random-sampler.js'
import { SearchSweeper } from '../../src/sweep/sweepers/search-sweeper.js'
import type { Pruner } from '../../src/sweep/sweepers/search-trials.js'
import type { SweepSpace } from '../../src/sweep/sweepers/sweeper.js'

test('a job that is run again is judged by its new reports alone', () => {
  const seen: number[][] = []
  const pruner = {
    prunes: ({ reports }: { reports: ReadonlyMap<number, number> }) => {
      seen.push([...reports.values()])
      return false
    },
  }
  const sweeper = new SearchSweeper({ metric: 'loss', n_trials: 1 }, new RandomSampler(), pruner)
  const repository = { versionBase: '1.4' as const, options: () => [] }
  const space: SweepSpace = { overrides: ['x=interval(0,1)'], cwd: '/', keep: () => true, repository }
  sweeper.plan(space)
  const [overrides = []] = sweeper.ask(1)
  const job = { num: 0, overrides } as unknown as JobDocument
  for (const [step, loss] of [5, 4, 3].entries()) sweeper.report(job, { loss }, step)
  sweeper.report(job, { loss: 9 }, 0)
  sweeper.report(job, { loss: 8 }, 1)
  expect(seen).toEqual([[5], [5, 4], [5, 4, 3], [9], [9, 8]])
})

test.each(['minimize', 'maximize'] as const)('a report of no number is worse than all others, to %s', (direction) => {
  let last: number | undefined
  const pruner: Pruner = {
    prunes: ({ reports }, step) => {
      last = reports.get(step)
      return false
    },
  }
  const sweeper = new SearchSweeper({ metric: 'gain', direction, n_trials: 1 }, new RandomSampler(), pruner)
  const repository = { versionBase: '1.4' as const, options: () => [] }
  sweeper.plan({ overrides: ['x=interval(0,1)'], cwd: '/', keep: () => true, repository })
  const [overrides = []] = sweeper.ask(1)
  const job = { num: 0, overrides } as unknown as JobDocument
  // As a queue, and a ledger, have NaN.
  for (const gain of [Number.NaN, JSON.parse(JSON.stringify(Number.NaN))]) {
    last = undefined
    sweeper.report(job, { gain }, 0)
    expect(last).toBe(Number.POSITIVE_INFINITY)
  }
})

test('that no job ends early is said once: before, where the metric comes at the end alone', async () => {
  const warnings: string[] = []
  const sweeper = new SearchSweeper({ metric: 'avg_loss', n_trials: 1 }, new RandomSampler(), { prunes: () => false })
  const repository = { versionBase: '1.4' as const, options: () => [] }
  const warn: SweepSpace['warn'] = ({ message, hint }) => warnings.push(`${message}; ${hint}`)
  sweeper.plan({ overrides: ['x=interval(0,1)'], cwd: '/', keep: () => true, repository, warn })
  await sweeper.requireMetric(['avg_loss'], async () => [])
  const [overrides = []] = sweeper.ask(1)
  const job = { num: 0, overrides } as unknown as JobDocument
  sweeper.tell(job, { status: 'done', outputDir: '', summary: '', value: { avg_loss: 1 } })
  // Which metrics are reported only the jobs know: no name is made up.
  expect(warnings).toEqual([
    "no job is ended early: 'avg_loss' is given at the end of a job alone; name one that jobs report each epoch",
  ])
  expect(sweeper.summary()).toMatch(/^best #0: .*avg_loss 1\.0$/)
})

test('a tag of numbers that a search does not read is warned of', () => {
  const warnings: string[] = []
  const sweeper = new SearchSweeper({ metric: 'loss', n_trials: 1 }, new RandomSampler())
  const repository = { versionBase: '1.4' as const, options: () => [] }
  const warn: SweepSpace['warn'] = ({ path, hint }) => warnings.push(`${path}: ${hint}`)
  const overrides = ['x=tag(logg,interval(1,2))', 'y=tag(log,int,interval(1,2))', 'z=tag(own,choice(a,b))']
  sweeper.plan({ overrides, cwd: '/', keep: () => true, repository, warn })
  expect(warnings).toEqual(["x: did you mean 'log'?"])
})
