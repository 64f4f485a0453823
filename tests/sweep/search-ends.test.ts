import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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

  test('is valid once each range is the one that is named', () => {
    const first = search(3, 'optimizer.lr=interval(-1,1)', 'seed=int(interval(-4,5))', '--dry-run')
    const ranges = Array.from(first.stderr.matchAll(/\^ such as (\S+)/g), ([, range]) => range as string)
    expect(ranges).toHaveLength(2)
    expect(search(3, ...ranges, '--dry-run').code).toBe(0)
  })

  test('by its steps and by its choices, too, but not where the filter keeps none of them', () => {
    const steps = search(3, 'seed=range(-2,5)', '--dry-run')
    expect(steps.stderr).toContain('^ from 0 to 4 it is valid\n')
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
})
