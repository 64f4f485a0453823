import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { searchedBy } from '../../src/sweep/search-ends.js'
import type { Sweeper } from '../../src/sweep/sweepers/sweeper.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project('small-project')
})
afterEach(() => project.remove())

const search = (trials: number, ...args: string[]) =>
  project.polyhead(
    ...['-m', 'hydra/sweeper=tpe', `hydra.sweeper.n_trials=${trials}`, 'hydra.sweep.dir=mr'],
    ...['hydra.sweeper.metric=avg_acc', 'hydra.sweeper.direction=maximize'],
    ...['trainer.max_epochs=1', 'trainer.limit_train_batches=2', ...args],
  )

describe('what a search draws from', () => {
  test.each([
    [['optimizer.lr=interval(-1,1)'], 'optimizer.lr must be a number ≥ 0, but is -1.0', 'optimizer.lr=interval(0,1)'],
    [
      ['optimizer.lr=interval(-1,1)', 'optimizer.weight_decay=interval(-3,0.5)'],
      'optimizer.weight_decay must be a number ≥ 0, but is -3.0',
      'optimizer.weight_decay=interval(0,0.5)',
    ],
    [['seed=int(interval(-4,5))'], 'seed must be an integer ≥ 0 or null, but is -4', 'seed=int(interval(0,5))'],
  ])('is tried at its ends before the first job: %s', (args, message, range) => {
    for (const also of [[], ['--dry-run']]) {
      const { code, stderr } = search(3, ...args, ...also)
      expect(stderr).toContain(message)
      const [, hint] = /\^ such as (\S+)/.exec(stderr.slice(stderr.indexOf(message))) ?? []
      expect(hint).toContain(range)
      expect(code).toBe(2)
      expect(project.has('mr')).toBe(false)
    }
  })

  test.each([
    ['tpe', 'trainer.max_epochs=interval(1,3)', 'trainer.max_epochs=int(interval(1,3))'],
    ['random', 'trainer.max_epochs=tag(log,interval(1,3))', 'trainer.max_epochs=tag(log,int(interval(1,3)))'],
  ])('is told once where a key takes whole numbers, and how they are drawn: %s %s', (sweeper, interval, whole) => {
    const { code, stderr } = search(9, `hydra/sweeper=${sweeper}`, interval, '--dry-run')
    expect(code).toBe(2)
    expect(stderr.match(/must be an integer/g)).toHaveLength(1)
    expect(stderr).toContain(`whole numbers are drawn from '${whole}'`)
    expect(search(9, `hydra/sweeper=${sweeper}`, whole, '--dry-run').code).toBe(0)
  })

  test('has no hint at whole numbers where they are refused, too', () => {
    const { stderr } = search(9, 'hydra/sweeper=random', 'optimizer.lr=interval(-3,-1)', '--dry-run')
    expect(stderr.match(/must be a number/g)).toHaveLength(1)
    expect(stderr).not.toContain('whole numbers')
  })

  test('is valid once each range is the one that is named', () => {
    const first = search(3, 'optimizer.lr=interval(-1,1)', 'seed=int(interval(-4,5))', '--dry-run')
    const ranges = Array.from(first.stderr.matchAll(/\^ such as (\S+)/g), ([, range]) => range as string)
    expect(ranges).toHaveLength(2)
    expect(search(3, ...ranges, '--dry-run').code).toBe(0)
  })

  test('by its steps and by its choices, too, but not where the filter keeps none of them', () => {
    const steps = search(3, 'seed=range(-2,5)', '--dry-run')
    expect(steps.stderr).toContain('^ such as seed=range(0,5)\n')
    expect(search(3, 'seed=range(0,5)', '--dry-run').code).toBe(0)
    const choices = search(3, 'optimizer.lr=interval(0,1)', 'optimizer.weight_decay=choice(0,0.1,-2)', '--dry-run')
    expect(choices.stderr).toContain('optimizer.weight_decay must be a number ≥ 0, but is -2')
    const left = search(3, 'seed=range(-2,5)', 'hydra.sweeper.filter="seed>=0"', '--dry-run')
    expect(left.code, left.stderr).toBe(0)
  })

  test('ends the search with what was done where a point in the middle is refused, and says how it goes on', () => {
    const rates = '+table={k0: 0.1, k1: 0.2, k2: 0.1, k5: 0.3, k6: 0.1, k7: 0.1, k8: 0.1}'
    const space = [rates, 'optimizer.lr="${oc.select:table.k${n},-1}"', '+n=int(interval(0,8))']
    project.write('p.mjs', 'export const manifests = []\n')
    const { code, stdout, stderr } = search(12, ...space, '--plugin', './p.mjs')
    expect(code).toBe(2)
    expect(stderr).toContain('optimizer.lr must be a number ≥ 0, but is -1\n')
    const [, done] = /the sweep ended after (\d+) of 12 jobs\n/.exec(stderr) ?? []
    expect(Number(done)).toBeGreaterThan(0)
    expect(stdout).toContain(`${done} job`)
    expect(stderr).toContain('\nbest #')
    const [, range] = /go on by: polyhead resume --add '(\S+)' mr --plugin \.\/p\.mjs\n/.exec(stderr) ?? []
    expect(project.polyhead('resume', 'mr').code).toBe(2)
    const on = project.polyhead('resume', 'mr', '--add', range as string)
    expect(on.code, on.stderr).toBe(0)
    expect(project.read('mr/results.csv').trim().split('\n')).toHaveLength(13)
  })

  test.each([
    ['a range', ['+n=range(0,9)'], ['0', '1', '2', '5', '6', '7', '8'], '${n}', /^\+n=range\(\d,\d\)$/],
    [
      'choices',
      ['+n=choice(0,1,2)', '+m=choice(0,1,2)'],
      ['01', '02', '10', '11', '12', '20', '21'],
      '${n}${m}',
      /^\+[nm]=choice\([012](,[012])?\)$/,
    ],
  ])('has a way on where a point of %s is refused, until none is', (_, space, valid, key, range) => {
    const table = `+table={${valid.map((each) => `k${each}: 0.1`).join(', ')}}`
    const rate = `optimizer.lr="\${oc.select:table.k${key},-1}"`
    // By this seed the first point is none of those.
    let { code, stderr } = search(12, table, rate, 'hydra.sweeper.seed=2', ...space)
    expect(code, stderr).toBe(2)
    for (let rounds = 0; code === 2 && rounds < 5; rounds++) {
      const [, add] = /go on by: polyhead resume --add '?(\S+?)'? mr\n/.exec(stderr) ?? []
      expect(add, stderr).toMatch(range)
      const on = project.polyhead('resume', 'mr', '--add', add as string)
      code = on.code
      stderr = on.stderr
    }
    expect(code, stderr).toBe(0)
    expect(project.read('mr/results.csv').trim().split('\n')).toHaveLength(13)
  })

  test('is tried within earshot of Ctrl-C, and says how far it is', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => i).join(',')
    const { code, stdout, stderr } = await project.interrupt(
      'values validated',
      'SIGINT',
      ...['-m', '--dry-run', 'hydra/sweeper=tpe', 'hydra.sweeper.n_trials=3', 'hydra.sweeper.metric=avg_loss_cls'],
      ...['optimizer.lr=interval(0,1)', `+vars.a=choice(${many})`],
    )
    expect([code, stdout], stderr).toEqual([130, ''])
    expect(stderr).toMatch(/^[\d,]+ of 20,002 values validated$/m)
    expect(stderr).toMatch(/interrupted: \d+ of 20002 values were tried, none was run/)
  })
})

test.each([
  [{ dimensions: [] }],
  [{ dimensions: [{ name: 'x', kind: 'float', low: 0, high: 1 }], fixed: [] }],
  [{ x: [0, 1] }],
])('what the sweeper of a plugin searches is no space of ours: %j', (space) => {
  const sweeper = { searched: () => space } as unknown as Sweeper
  expect(() => searchedBy(sweeper)).toThrow("the sweeper's searched() gives no { dimensions, fixed }")
})
