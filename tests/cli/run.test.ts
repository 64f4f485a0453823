import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onnxProblem } from '../../src/backends/find-onnx.js'
import { Project } from '../helpers/project.js'

/** Small enough for a test, large enough to learn something. */
const QUICK = ['experiment=permuted_digits', 'trainer.max_epochs=1', 'trainer.limit_train_batches=20', 'seed=3']

describe('a run', () => {
  let project: Project
  let first: ReturnType<Project['polyhead']>
  beforeAll(() => {
    project = new Project()
    first = project.polyhead(...QUICK, 'hydra.run.dir=first')
  })
  afterAll(() => project.remove())

  test('ends with its accuracy, its directory and how to have it again', () => {
    expect(first.code, first.stderr).toBe(0)
    expect(first.stdout).toMatch(/^average test accuracy 0\.\d{4}\n( {2}task [1-5] {2}[01]\.\d{4}\n){5}/)
    expect(first.stdout).toContain('again      polyhead reproduce first\n')
  })

  test('leaves the files that its directory promises', () => {
    const files = project.files('first')
    for (const file of [
      '.hydra/config.yaml',
      '.hydra/hydra.yaml',
      '.hydra/overrides.yaml',
      'config.resolved.yaml',
      'config.sources.json',
      'hparams.yaml',
      'run.json',
      'run.log',
      'metrics.csv',
      'results/acc.csv',
      'results/loss_cls.csv',
      'checkpoints/final/model.safetensors',
    ]) {
      expect(files).toContain(`first/${file}`)
    }
  })

  test('records what it was made of', () => {
    const record = JSON.parse(project.read('first/run.json'))
    expect(record).toMatchObject({ status: 'done', exitReason: null, seed: 3, trainTasks: [1, 2, 3, 4, 5] })
    expect(record.backend.name).toBe(onnxProblem() ? 'wasm' : 'onnx')
    expect(record.data[0].sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(Object.keys(record.files)).toContain('checkpoints/final/model.safetensors')
    expect(project.read('first/.hydra/overrides.yaml')).toContain('- experiment=permuted_digits\n')
  })

  test('keeps who set each value of its config', () => {
    const sources = JSON.parse(project.read('first/config.sources.json'))
    expect(sources['trainer.max_epochs']).toBe("override 'trainer.max_epochs=1'")
    expect(sources['optimizer.lr']).toMatch(/experiments\/permuted_digits\.yaml:\d+:\d+$/)
    const { config } = JSON.parse(project.read('first/run.json'))
    expect(Object.keys(config).filter((key) => sources[key] === undefined)).toEqual([])
  })

  test('has non-algorithmic hyperparameters, flat, with those that CLArena forgets', () => {
    const hparams = project.read('first/hparams.yaml')
    for (const key of [
      'batch_size',
      'backbone',
      'backbone.hidden_dims',
      'optimizer',
      'optimizer.lr',
      'seed',
      'train_tasks',
    ]) {
      expect(hparams).toMatch(new RegExp(`^${key.replace('.', '\\.')}:`, 'm'))
    }
  })

  test('has the same weights for the same seed, bit for bit, and others for another seed', () => {
    project.polyhead(...QUICK, 'hydra.run.dir=second')
    project.polyhead(...QUICK, 'seed=4', 'hydra.run.dir=third')
    const weights = (dir: string) =>
      JSON.parse(project.read(`${dir}/run.json`)).files['checkpoints/final/model.safetensors']
    expect(weights('second')).toBe(weights('first'))
    expect(weights('third')).not.toBe(weights('first'))
  })

  test('has plain lines and no control codes where there is no terminal', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(first.stderr + first.stdout).not.toMatch(/[\u001b\r]/)
  })

  test('refuses a directory that holds a run', () => {
    const again = project.polyhead(...QUICK, 'hydra.run.dir=first')
    expect(again.code).toBe(2)
    expect(again.stderr).toContain("'first' already holds a run")
  })
})

test('two runs that start in the same second get directories of their own', () => {
  const project = new Project()
  const now = ['hydra.run.dir=${now:outputs/same}']
  const codes = [1, 2].map(() => project.polyhead(...QUICK, 'trainer.limit_train_batches=1', ...now).code)
  expect(codes).toEqual([0, 0])
  expect(project.has('outputs/same/run.json') && project.has('outputs/same-2/run.json')).toBe(true)
  expect(project.read('outputs/same-2/.hydra/hydra.yaml')).toContain('outputs/same-2')
  project.remove()
})

test('Ctrl-C ends a run cleanly: exit code 130, its status recorded', async () => {
  const project = new Project()
  const args = ['experiment=permuted_digits', 'trainer.max_epochs=500', 'hydra.run.dir=out']
  const outcome = await project.interrupt('Epoch 1', 'SIGINT', ...args)
  expect(outcome.code, outcome.stderr).toBe(130)
  expect(outcome.stderr).not.toContain('    at ')
  expect(JSON.parse(project.read('out/run.json')).status).toBe('interrupted')
  project.remove()
})

test('a sweep runs every combination in a directory of its own', () => {
  const project = new Project()
  const outcome = project.polyhead(
    '-m',
    ...QUICK,
    'trainer.limit_train_batches=2',
    'optimizer=sgd,adam',
    'seed=1,2',
    'hydra.sweep.dir=mr',
  )
  expect(outcome.code, outcome.stderr).toBe(0)
  for (const n of [0, 1, 2, 3]) expect(project.has(`mr/${n}/run.json`)).toBe(true)
  expect(project.read('mr/3/.hydra/overrides.yaml')).toContain('- seed=2\n- optimizer=adam\n')
  expect(outcome.stdout).toMatch(/^4 jobs in mr\n(#\d: .*average test accuracy 0\.\d{4} {2}mr\/\d\n){4}$/)
  project.remove()
})

test('a sweep with one bad job runs none of them', () => {
  const project = new Project()
  const outcome = project.polyhead('-m', ...QUICK, 'optimizer.lr=0.1,-1')
  expect(outcome.code).toBe(2)
  expect(project.files()).toEqual([])
  project.remove()
})
