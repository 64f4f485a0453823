// A sweep's study as real Optuna reads it. Skipped where Python has none, but for POLYHEAD_REQUIRE=optuna.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { hasModule } from '../helpers/python.js'
import { required } from '../helpers/required.js'
import { jobApp } from '../sweep/job-app.js'

const python = process.env.POLYHEAD_PYTHON ?? 'python3'
const library = new URL('../../dist/index.js', import.meta.url).href

const READ = `
import json, sys, optuna
optuna.logging.disable_default_handler()
storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(sys.argv[1]))
study = optuna.load_study(study_name=None, storage=storage)
trials = [dict(state=t.state.name, params=t.params, values=t.values, reports=t.intermediate_values) for t in study.trials]
best = [t.number for t in study.best_trials] if len(study.directions) > 1 else [study.best_trial.number]
space = {key: repr(value) for key, value in study.trials[0].distributions.items()}
# Optuna goes on with the study.
study.optimize(lambda trial: tuple(trial.suggest_float(key, 0, 1) for key in 'ab'[:len(study.directions)]), n_trials=1)
names = study.metric_names
directions = [direction.name for direction in study.directions]
print(json.dumps(dict(trials=trials, best=best, space=space, names=names, directions=directions, after=len(study.trials))))
`

interface ReadStudy {
  trials: {
    state: string
    params: Record<string, number | string>
    values: number[]
    reports: Record<string, number>
  }[]
  best: number[]
  space: Record<string, string>
  names: string[]
  directions: string[]
  after: number
}

describe.skipIf(!hasModule(python, 'optuna') && !required('optuna'))('the journal of a sweep', () => {
  let project: Project
  beforeAll(() => {
    project = new Project()
      .write('app.mjs', jobApp(library))
      .write('conf/config.yaml', 'x: 0\ny: 2\nname: n\nsteps: 3\ntwo: false\n')
  })
  afterAll(() => project.remove())

  function sweep(dir: string, ...args: string[]): { journal: ReadStudy; rows: Record<string, string>[] } {
    const { code, stderr } = project.node(['app.mjs', '-m', `hydra.sweep.dir=${dir}`, ...args])
    expect(code, stderr).toBe(0)
    const [header = [], ...lines] = project
      .read(`${dir}/results.csv`)
      .trim()
      .split('\n')
      .map((line) => line.split(','))
    const rows = lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] as string])))
    const read = execFileSync(python, ['-c', READ, join(project.dir, dir, 'optuna.journal')], { encoding: 'utf8' })
    return { journal: JSON.parse(read) as ReadStudy, rows }
  }

  test('of a search has its trials, with their spaces, values, reports and states, and Optuna goes on with it', () => {
    const space = ['x=tag(log,interval(0.01,8))', 'y=range(1,5)', 'name=one,two,three']
    const { journal, rows } = sweep(
      'search',
      'hydra/sweeper=asha',
      'hydra.sweeper.metric=loss',
      'hydra.sweeper.n_trials=20',
      ...space,
    )
    expect(journal.trials.map(({ state }) => state)).toEqual(
      rows.map(({ status }) => (status === 'done' ? 'COMPLETE' : 'PRUNED')),
    )
    expect(journal.trials.some(({ state }) => state === 'PRUNED')).toBe(true)
    for (const [i, { params, values, reports, state }] of journal.trials.entries()) {
      const row = rows[i] as Record<string, string>
      expect(params).toEqual({ x: Number(row.x), y: Number(row.y), name: row.name })
      // What was reported last counts.
      const losses = [1, 2, 3].map((step) => (Number(row.x) - 3) ** 2 + 1 / step)
      expect(Object.values(reports)).toEqual(
        state === 'COMPLETE' ? losses : losses.slice(0, Object.keys(reports).length),
      )
      if (state === 'COMPLETE') expect(values).toEqual([losses[2]])
    }
    const done = journal.trials.flatMap(({ state, values }) => (state === 'COMPLETE' ? values : []))
    expect(journal.trials[journal.best[0] as number]?.values).toEqual([Math.min(...done)])
    expect(journal.space).toEqual({
      x: 'FloatDistribution(high=8.0, log=True, low=0.01, step=None)',
      y: 'IntDistribution(high=4, log=False, low=1, step=1)',
      name: "CategoricalDistribution(choices=('one', 'two', 'three'))",
    })
    expect(journal.directions).toEqual(['MINIMIZE'])
    expect(journal.after).toBe(21)
  })

  test('of numbers that are listed has a choice of all of them, so that Optuna can go on by the same list', () => {
    const listed = ['x=choice(0.5,1,8)', 'y=2', 'hydra.sweeper.metric=loss', 'hydra.sweeper.n_trials=2']
    const { journal, rows } = sweep('listed', 'hydra/sweeper=random', ...listed)
    expect(journal.space).toEqual({ x: 'CategoricalDistribution(choices=(0.5, 1, 8))' })
    expect(journal.trials.map(({ params }) => params.x)).toEqual(rows.map(({ x }) => Number(x)))
  })

  test('of several metrics has their directions and the same Pareto front', () => {
    const { journal } = sweep(
      'two',
      'two=true',
      'hydra/sweeper=nsga2',
      'hydra.sweeper.direction=[minimize,maximize]',
      'hydra.sweeper.n_trials=12',
      'x=interval(-8,8)',
      'y=interval(0,4)',
    )
    expect(journal.directions).toEqual(['MINIMIZE', 'MAXIMIZE'])
    expect(journal.trials.every(({ values }) => values.length === 2)).toBe(true)
    expect(project.polyhead('report', 'two').code).toBe(0)
    const [, data = ''] =
      /<script type="application\/json" id="data">(.*?)<\/script>/.exec(project.read('two/report.html')) ?? []
    expect(JSON.parse(data).study.study.front.sort()).toEqual(journal.best.sort())
  })
})
