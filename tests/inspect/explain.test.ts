import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explanationText } from '../../src/cli/explanation-text.js'
import { builtinRegistry } from '../../src/components/manifests.js'
import { bindRuntime, compose, openRepository } from '../../src/compose/index.js'
import { explain } from '../../src/inspect/explain.js'
import { packageRoot } from '../../src/util/package-root.js'
import { openProject } from '../schema/project.js'

let project: ReturnType<typeof openProject>
beforeAll(() => {
  project = openProject()
})
afterAll(() => project.close())

function explained(key: string, overrides: string[] = [], env: NodeJS.ProcessEnv = {}): string {
  const repository = openRepository([
    { dir: 'configs' },
    { dir: join(packageRoot, 'configs'), fallback: true, provider: 'polyhead' },
  ])
  const config = compose({ repository, configName: 'config', overrides, origin: 'command line', env })
  const runtime = { cwd: '/project', outputDir: '/project/out', job: { name: 'run' }, now: new Date(0), version: '0' }
  return explanationText(explain(bindRuntime(config, runtime), key, builtinRegistry)).replaceAll(
    packageRoot,
    '<polyhead>',
  )
}

describe('a value', () => {
  test('of a file', () =>
    expect(explained('optimizer.lr')).toMatchInlineSnapshot(`
    "optimizer.lr = 0.001
      a number ≥ 0, default 0.001 (optimizer 'adam')
      Learning rate.
      ✓ 0.001  configs/optimizer/gentle.yaml:3"
  `))

  test.each(['backbone.hidden_dims.1', 'backbone.hidden_dims[1]'])('of an item of a list: %s', (key) =>
    expect(explained(key, ['backbone.hidden_dims=[8,16]'])).toMatch(/^backbone\.hidden_dims\[1\] = 16\n/),
  )

  test('of an override that beat a file', () =>
    expect(explained('optimizer.lr', ['optimizer.lr=0.1', 'optimizer.lr=0.2'])).toMatchInlineSnapshot(`
      "optimizer.lr = 0.2
        a number ≥ 0, default 0.001 (optimizer 'adam')
        Learning rate.
        ✓ 0.2    override 'optimizer.lr=0.2'  the later override wins
          0.1    override 'optimizer.lr=0.1'  beaten by override 'optimizer.lr=0.2'
          0.001  configs/optimizer/gentle.yaml:3  beaten by override 'optimizer.lr=0.1'"
    `))

  test('of a schema', () =>
    expect(explained('optimizer.eps')).toMatchInlineSnapshot(`
    "optimizer.eps = 1.0e-08
      a number ≥ 0, default 1e-8 (optimizer 'adam')
      Added to the denominator, so that it is never zero.
      ✓ 1.0e-08  schema optimizer/adam"
  `))

  test('that is an interpolation: the chain', () =>
    expect(explained('heads.input_dim')).toMatchInlineSnapshot(`
      "heads.input_dim = 16
        an integer from 1 to 16777216 (heads 'heads_mtl')
        Size of the features: the backbone's output_dim.
        ✓ \${backbone.output_dim}  <polyhead>/configs/heads/heads_mtl.yaml:3
        → backbone.output_dim: \${vars.width}  configs/backbone/narrow.yaml:5
        → vars.width: 16  configs/config.yaml:20"
    `))

  test('that was set when the run started', () =>
    expect(explained('hydra.runtime.output_dir')).toMatchInlineSnapshot(`
    "hydra.runtime.output_dir = /project/out
      a string (hydra)
      The run's directory.
      ✓ /project/out  runtime run"
  `))

  test('that cannot be resolved', () =>
    expect(explained('backbone.output_dim', ['~vars.width'])).toMatchInlineSnapshot(`
      "backbone.output_dim = ?
        cannot be resolved: there is no 'vars.width': 'vars' has no 'width'
        an integer from 1 to 16777216 (backbone 'mlp')
        Width of the last layer: of the feature that the heads get.
        ✓ \${vars.width}  configs/backbone/narrow.yaml:5"
    `))

  test('that is a secret', () => {
    const text = explained('optimizer.lr', ['optimizer.lr=${oc.env:MY_TOKEN}'], { MY_TOKEN: 'hunter2' })
    expect(text).not.toContain('hunter2')
    expect(text).toMatchInlineSnapshot(`
      "optimizer.lr = a secret
        a number ≥ 0, default 0.001 (optimizer 'adam')
        Learning rate.
        ✓ \${oc.env:MY_TOKEN}  override 'optimizer.lr=\${oc.env:MY_TOKEN}'  overrides come after all files
          0.001               configs/optimizer/gentle.yaml:3  beaten by override 'optimizer.lr=\${oc.env:MY_TOKEN}'"
    `)
  })

  test('of the root, and of a list', () => {
    expect(explained('seed', ['seed=9'])).toMatchInlineSnapshot(`
      "seed = 9
        an integer ≥ 0 or null, default null (the config)
        Seed of the run's random numbers; null draws one and saves it.
        ✓ 9  override 'seed=9'  overrides come after all files
          3  configs/config.yaml:16  beaten by override 'seed=9'"
    `)
    expect(explained('backbone.hidden_dims')).toMatchInlineSnapshot(`
      "backbone.hidden_dims = [32]
        a list of integers from 1 to 16777216, at most 1000, default [] (backbone 'mlp')
        Widths of the hidden layers.
        ✓ [32]  configs/backbone/narrow.yaml:4"
    `)
  })
})

describe('an option', () => {
  test('of the defaults list, with all its values', () =>
    expect(explained('optimizer')).toMatchInlineSnapshot(`
    "optimizer=gentle
      ✓ gentle  configs/config.yaml:7

    optimizer._target_ = polyhead.optimizers.Adam  configs/optimizer/gentle.yaml:2
    optimizer.lr = 0.001  configs/optimizer/gentle.yaml:3
    optimizer.betas = [0.9, 0.999]  configs/optimizer/gentle.yaml:4
    optimizer.weight_decay = 0.0  configs/optimizer/gentle.yaml:5
    optimizer.amsgrad = false  configs/optimizer/gentle.yaml:6
    optimizer.eps = 1.0e-08  schema optimizer/adam
    optimizer.maximize = false  schema optimizer/adam
    optimizer.decoupled_weight_decay = false  schema optimizer/adam
    optimizer.foreach = null  schema optimizer/adam
    optimizer.capturable = null  schema optimizer/adam
    optimizer.differentiable = null  schema optimizer/adam
    optimizer.fused = null  schema optimizer/adam
    optimizer.param_groups = null  schema optimizer/adam"
  `))

  test('of an override', () =>
    expect(explained('lr_scheduler', ['lr_scheduler=exponential_lr'])).toMatchInlineSnapshot(`
    "lr_scheduler=exponential_lr
      ✓ exponential_lr  override 'lr_scheduler=exponential_lr'  overrides choose before any defaults list
        halving         configs/config.yaml:8  beaten by override 'lr_scheduler=exponential_lr'

    lr_scheduler._target_ = polyhead.lr_schedulers.ExponentialLR  <polyhead>/configs/lr_scheduler/exponential_lr.yaml:2
    lr_scheduler.gamma = 0.95  <polyhead>/configs/lr_scheduler/exponential_lr.yaml:3
    lr_scheduler.last_epoch = -1  <polyhead>/configs/lr_scheduler/exponential_lr.yaml:4
    lr_scheduler.interval = epoch  <polyhead>/configs/lr_scheduler/exponential_lr.yaml:5"
  `))
})

test('a group of Hydra’s own with the name of ours chooses none of ours', () => {
  expect(explained('callbacks').split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/^callbacks=\w+$/),
    expect.stringMatching(/^ {2}✓ \w+ {2}configs\/config\.yaml:\d+$/),
    '',
  ])
  expect(explained('hydra/callbacks').split('\n')[1]).toBe('  ✓ null  runtime hydra/config')
})

test('what cannot be resolved elsewhere does not hide a value', () => {
  expect(explained('heads.input_dim', ['backbone.input_dim=${nowhere}'])).toMatch(/^heads\.input_dim = 16\n/)
})

test('a key that is not there has a suggestion', () => {
  expect(() => explained('optimizer.lrr')).toThrow("there is no key 'optimizer.lrr' in the config")
})
