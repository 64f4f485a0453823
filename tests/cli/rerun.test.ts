import { afterEach, beforeEach, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const library = new URL('../../dist/index.js', import.meta.url).href

const APP = `
import { main } from ${JSON.stringify(library)}
await main((config) => {
  console.log(JSON.stringify([config.get('lr'), config.get('db'), config.get('chosen')]))
}, { configDir: 'conf', configName: 'config' })
`

let app: Project
beforeEach(() => {
  app = new Project()
    .write('app.mjs', APP)
    .write('conf/config.yaml', 'defaults: [db: mysql, _self_]\nlr: 0.1\nchosen: ${hydra:runtime.choices.db}\n')
    .write('conf/db/mysql.yaml', 'port: 1\n')
    .write('conf/db/other.yaml', 'port: 2\n')
})
afterEach(() => app.remove())

test('a job is run again with its saved config, whatever the configs say now', () => {
  expect(app.node(['app.mjs', 'lr=0.5', 'db=other', 'hydra.run.dir=out']).code).toBe(0)
  app.write('conf/config.yaml', 'defaults: [db: mysql, _self_]\nlr: 7\n').write('conf/db/other.yaml', 'port: 9\n')
  // A pickle holds code: that it is read by nobody is seen by what it holds.
  app.write('out/.hydra/config.pickle', 'no pickle')
  for (const named of ['out/.hydra/config.pickle', 'out/.hydra/config.yaml', 'out/.hydra', 'out']) {
    const again = app.node(['app.mjs', '--experimental-rerun', named, 'hydra.run.dir=again'])
    expect(again.code, again.stderr).toBe(0)
    expect(JSON.parse(again.stdout), named).toEqual([0.5, { port: 2 }, 'other'])
  }
  const changed = app.node(['app.mjs', '--experimental-rerun', 'out', 'lr=0.25'])
  expect(JSON.parse(changed.stdout)).toEqual([0.25, { port: 2 }, 'other'])
  expect(app.node(['app.mjs', '--experimental-rerun', 'out', '--cfg', 'job']).stdout).toContain('lr: 0.5')
})

test('a config that is not there, and a sweep, are refused', () => {
  const nowhere = app.node(['app.mjs', '--experimental-rerun', 'out/.hydra/config.pickle'])
  expect(nowhere.code).toBe(2)
  expect(nowhere.stderr).toContain("there is no config.yaml beside 'out/.hydra/config.pickle'")
  // A primary config that lies beside the name is none of a job.
  const slip = app.node(['app.mjs', '--experimental-rerun', 'conf/typo.pickle', '--cfg', 'job'])
  expect(slip.code).toBe(2)
  expect(slip.stderr).toContain("there is no config.yaml beside 'conf/typo.pickle'")
  const sweep = app.node(['app.mjs', '-m', '--experimental-rerun', 'out', 'lr=1,2'])
  expect(sweep.code).toBe(2)
  expect(sweep.stderr).toContain('--experimental-rerun runs one job')
  expect(app.files('multirun')).toEqual([])
})

test('polyhead trains again what it trained', () => {
  const quick = ['train_tasks=2', 'eval_tasks=2', 'trainer.max_epochs=1', 'trainer.limit_train_batches=2', 'seed=5']
  const project = new Project()
  const first = project.polyhead(...quick, 'hydra.run.dir=first')
  expect(first.code, first.stderr).toBe(0)
  const again = project.polyhead('--experimental-rerun', 'first/.hydra/config.yaml', 'hydra.run.dir=second')
  expect(again.code, again.stderr).toBe(0)
  expect(project.read('second/metrics.csv')).toBe(project.read('first/metrics.csv'))
  project.remove()
})
