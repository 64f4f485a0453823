import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messages, openProject } from './project.js'

const main = 'configs/config.yaml'
const dataset = 'configs/dataset/two_tasks.yaml'
const backbone = 'configs/backbone/narrow.yaml'
const optimizer = 'configs/optimizer/gentle.yaml'
const scheduler = 'configs/lr_scheduler/halving.yaml'
const trainer = 'configs/trainer/short.yaml'
const callbacks = 'configs/callbacks/watchful.yaml'

let project: ReturnType<typeof openProject>
beforeAll(() => {
  project = openProject()
})
afterAll(() => project.close())

test('a right project has nothing to report', async () => {
  expect(await messages({})).toBe('')
})

describe('keys that are not there', () => {
  test('a misspelt key', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lrr: 0.001' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:1  optimizer.lrr is not a key of optimizer 'adam'
        3 | lrr: 0.001
          | ^^^ did you mean 'lr'?
      set by configs/optimizer/gentle.yaml:3 · known keys: lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay, foreach, capturable, differentiable, fused, param_groups"
    `)
  })

  test('a key of another component', async () => {
    expect(await messages({ file: optimizer, from: 'amsgrad: false', to: 'nesterov: true' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:6:1  optimizer.nesterov is not a key of optimizer 'adam'
        6 | nesterov: true
          | ^^^^^^^^
      set by configs/optimizer/gentle.yaml:6 · known keys: lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay, foreach, capturable, differentiable, fused, param_groups"
    `)
  })

  test('a key with its words in another order', async () => {
    expect(await messages({ file: dataset, from: 'batch_size: 16', to: 'size_batch: 16' })).toMatchInlineSnapshot(`
      "configs/dataset/two_tasks.yaml:4:1  dataset.size_batch is not a key of dataset 'permuted_digits'
        4 | size_batch: 16
          | ^^^^^^^^^^ did you mean 'batch_size'?
      set by configs/dataset/two_tasks.yaml:4 · known keys: root, num_tasks, batch_size, num_features, image_shape, num_classes, tasks, permutation_mode, permutation_seeds, validation_percentage, test_percentage, split_seed, mean, std, resize, repeat_channels, sampling_strategy, custom_transforms, augmentation, memory_limit, drop_last"
    `)
  })

  test('a key in another case', async () => {
    expect(await messages({ file: trainer, from: 'max_epochs: 2', to: 'Max_Epochs: 2' })).toMatchInlineSnapshot(`
      "configs/trainer/short.yaml:3:1  trainer.Max_Epochs is not a key of trainer 'trainer'
        3 | Max_Epochs: 2
          | ^^^^^^^^^^ did you mean 'max_epochs'?
      set by configs/trainer/short.yaml:3 · known keys: max_epochs, min_epochs, max_steps, min_steps, max_time, limit_train_batches, limit_val_batches, limit_test_batches, limit_predict_batches, overfit_batches, val_check_interval, check_val_every_n_epoch, num_sanity_val_steps, log_every_n_steps, gradient_clip_val, gradient_clip_algorithm, terminate_on_nan, accumulate_grad_batches, compile, fast_dev_run, profiler, profile, detect_anomaly, barebones, deterministic, enable_progress_bar, accelerator, devices, num_nodes, strategy, precision, plugins, benchmark, inference_mode, use_distributed_sampler, sync_batchnorm, reload_dataloaders_every_n_epochs, logger, callbacks, enable_autolog_hparams, model_registry, default_root_dir, enable_model_summary, enable_checkpointing, checkpoint_every_n_steps"
    `)
  })

  test('a key that resembles nothing', async () => {
    expect(await messages({ file: backbone, from: 'dropout: 0.1', to: 'xyzzy: 0.1' })).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:7:1  backbone.xyzzy is not a key of backbone 'mlp'
        7 | xyzzy: 0.1
          | ^^^^^
      set by configs/backbone/narrow.yaml:7 · known keys: input_dim, hidden_dims, output_dim, activation_layer, batch_normalization, bias, dropout, weights, frozen"
    `)
  })

  test('two at once, in order of place', async () => {
    expect(
      await messages({ file: optimizer, from: 'lr: 0.001\nbetas', to: 'learning_rate: 0.001\nbeta' }),
    ).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:1  optimizer.learning_rate is not a key of optimizer 'adam'
        3 | learning_rate: 0.001
          | ^^^^^^^^^^^^^ did you mean 'lr'?
      set by configs/optimizer/gentle.yaml:3 · known keys: lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay, foreach, capturable, differentiable, fused, param_groups

      configs/optimizer/gentle.yaml:4:1  optimizer.beta is not a key of optimizer 'adam'
        4 | beta: [0.9, 0.999]
          | ^^^^ did you mean 'betas'?
      set by configs/optimizer/gentle.yaml:4 · known keys: lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay, foreach, capturable, differentiable, fused, param_groups"
    `)
  })

  test('a misspelt reserved key', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: '_partal_: true' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:1  optimizer._partal_ is not a key of optimizer 'adam'
        3 | _partal_: true
          | ^^^^^^^^ did you mean '_partial_'?
      set by configs/optimizer/gentle.yaml:3 · known keys: lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay, foreach, capturable, differentiable, fused, param_groups"
    `)
  })

  test('a key that an override adds', async () => {
    expect(await messages({ overrides: ['+optimizer.epsilon=1e-8'] })).toMatchInlineSnapshot(`
      "command line  optimizer.epsilon is not a key of optimizer 'adam'
        | +optimizer.epsilon=1e-8
        |            ^^^^^^^ did you mean 'eps'?
      set by override '+optimizer.epsilon=1e-8' · known keys: lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay, foreach, capturable, differentiable, fused, param_groups"
    `)
  })

  test('a key that an override forces', async () => {
    expect(await messages({ overrides: ['++trainer.max_epoch=3'] })).toMatchInlineSnapshot(`
      "command line  trainer.max_epoch is not a key of trainer 'trainer'
        | ++trainer.max_epoch=3
        |           ^^^^^^^^^ did you mean 'max_epochs'?
      set by override '++trainer.max_epoch=3' · known keys: max_epochs, min_epochs, max_steps, min_steps, max_time, limit_train_batches, limit_val_batches, limit_test_batches, limit_predict_batches, overfit_batches, val_check_interval, check_val_every_n_epoch, num_sanity_val_steps, log_every_n_steps, gradient_clip_val, gradient_clip_algorithm, terminate_on_nan, accumulate_grad_batches, compile, fast_dev_run, profiler, profile, detect_anomaly, barebones, deterministic, enable_progress_bar, accelerator, devices, num_nodes, strategy, precision, plugins, benchmark, inference_mode, use_distributed_sampler, sync_batchnorm, reload_dataloaders_every_n_epochs, logger, callbacks, enable_autolog_hparams, model_registry, default_root_dir, enable_model_summary, enable_checkpointing, checkpoint_every_n_steps"
    `)
  })

  test('a misspelt key below a key', async () => {
    expect(
      await messages({ file: optimizer, from: 'amsgrad: false', to: 'param_groups:\n  backbones:\n    lr: 0.1' }),
    ).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:7:3  optimizer.param_groups.backbones is not a key of optimizer.param_groups
        7 |   backbones:
          |   ^^^^^^^^^ did you mean 'backbone'?
      set by configs/optimizer/gentle.yaml:7 · known keys: backbone, heads"
    `)
  })

  test('a key of a nested dict', async () => {
    expect(
      await messages({ file: optimizer, from: 'amsgrad: false', to: 'param_groups:\n  heads:\n    learning_rat: 0.1' }),
    ).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:8:5  optimizer.param_groups.heads.learning_rat is not a key of optimizer.param_groups.heads
        8 |     learning_rat: 0.1
          |     ^^^^^^^^^^^^ did you mean 'lr'?
      set by configs/optimizer/gentle.yaml:8 · known keys: lr, betas, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay"
    `)
  })

  test('a key that must be a task', async () => {
    expect(
      await messages({ file: dataset, from: 'batch_size: 16', to: 'permutation_seeds: {first: 1}' }),
    ).toMatchInlineSnapshot(`
      "configs/dataset/two_tasks.yaml:4:21  dataset.permutation_seeds.first is not a key of dataset.permutation_seeds
        4 | permutation_seeds: {first: 1}
          |                     ^^^^^
      set by configs/dataset/two_tasks.yaml:4 · keys are whole numbers from 1"
    `)
  })

  test('a key of a callback', async () => {
    expect(await messages({ file: callbacks, from: 'patience: 2', to: 'patients: 2' })).toMatchInlineSnapshot(`
      "configs/callbacks/watchful.yaml:5:3  callbacks.stop.patients is not a key of callbacks 'early_stopping'
        5 |   patients: 2
          |   ^^^^^^^^ did you mean 'patience'?
      set by configs/callbacks/watchful.yaml:5 · known keys: monitor, min_delta, patience, verbose, mode, strict, check_finite, stopping_threshold, divergence_threshold, check_on_train_epoch_end, log_rank_zero_only"
    `)
  })

  test('a root key', async () => {
    expect(await messages({ file: main, from: 'seed: 3', to: 'seeds: 3' })).toMatchInlineSnapshot(`
      "configs/config.yaml:16:1  seeds is not a key of the config
        16 | seeds: 3
           | ^^^^^ did you mean 'seed'?
      set by configs/config.yaml:16 · known keys: seed, train_tasks, eval_tasks, vars, expected, backend, dataset, backbone, heads, algorithm, optimizer, lr_scheduler, trainer, metrics, callbacks, loggers"
    `)
  })

  test("a root key of the user's own that nothing refers to", async () => {
    expect(await messages({ file: main, from: 'seed: 3', to: 'seed: 3\nmy_width: 4' })).toMatchInlineSnapshot(`
      "configs/config.yaml:17:1  my_width is not a key of the config
        17 | my_width: 4
           | ^^^^^^^^ a variable of your own belongs under vars: vars.my_width
      set by configs/config.yaml:17 · known keys: seed, train_tasks, eval_tasks, vars, expected, backend, dataset, backbone, heads, algorithm, optimizer, lr_scheduler, trainer, metrics, callbacks, loggers"
    `)
  })

  test('without an algorithm, that is told, and not that nothing logs what is monitored', async () => {
    const monitored = ['+callbacks.stop={_target_: polyhead.callbacks.EarlyStopping, monitor: val/acc}']
    expect(await messages({ overrides: monitored })).toContain("nothing that is configured logs 'val/acc'")
    const without = await messages({ overrides: [...monitored, '~algorithm'] })
    expect(without).toContain('algorithm is required by the config')
    expect(without).not.toContain('nothing that is configured logs')
  })

  test("a root key of another program's is told by the name that polyhead has for it, where that is free", async () => {
    const model = { file: main, from: 'seed: 3', to: 'seed: 3\nmodel: {width: 4}\ntask: mnist' }
    const missing = await messages({ ...model, overrides: ['~backbone'] })
    expect(missing).toContain("polyhead's name for it is 'backbone'")
    expect(missing).toContain('a variable of your own belongs under vars: vars.task')
    expect(await messages(model)).toContain('a variable of your own belongs under vars: vars.model')
    const groups = { file: main, from: 'seed: 3', to: 'seed: 3\nrecipes: {name: a}\nglobal_seed: {a: 1}' }
    const kept = await messages(groups)
    expect(kept).toContain('a variable of your own belongs under vars: vars.recipes')
    expect(kept).toContain('a variable of your own belongs under vars: vars.global_seed')
  })

  test('a misspelt group', async () => {
    expect(
      await messages({ file: main, from: 'seed: 3', to: 'seed: 3\noptimiser:\n  lr: 0.1' }),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:17:1  optimiser is not a key of the config
        17 | optimiser:
           | ^^^^^^^^^ did you mean 'optimizer'?
      set by configs/config.yaml:17 · known keys: seed, train_tasks, eval_tasks, vars, expected, backend, dataset, backbone, heads, algorithm, optimizer, lr_scheduler, trainer, metrics, callbacks, loggers"
    `)
  })

  test('a key of the hydra node', async () => {
    expect(
      await messages({ file: main, from: 'seed: 3', to: 'seed: 3\nhydra:\n  job:\n    nam: x' }),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:19:5  hydra.job.nam: 'hydra.job' has no key 'nam'
        19 |     nam: x
           |     ^^^ did you mean 'name'?
      known keys: name, chdir, override_dirname, id, num, config_name, env_set, env_copy, config"
    `)
  })
})

describe('values of a wrong type', () => {
  test('a word for a number', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lr: fast' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr must be a number ≥ 0, but is 'fast'
        3 | lr: fast
          |     ^^^^ for example 0.001"
    `)
  })

  test('a number in quotes', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: "lr: '0.001'" })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr must be a number ≥ 0, but is '0.001'
        3 | lr: '0.001'
          |     ^^^^^^^ write 0.001 without quotes"
    `)
  })

  test('a list for a number', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lr: [0.1, 0.2]' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr must be a number ≥ 0, but is a list of 2
        3 | lr: [0.1, 0.2]
          |     ^^^^^^^^^^ for example 0.001"
    `)
  })

  test('a dict for a number', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lr: {start: 0.1}' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr must be a number ≥ 0, but is a dict
        3 | lr: {start: 0.1}
          |     ^^^^^^^^^^^^ for example 0.001"
    `)
  })

  test('true for a number', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lr: true' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr must be a number ≥ 0, but is true
        3 | lr: true
          |     ^^^^ for example 0.001"
    `)
  })

  test('null for a number', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lr:' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:4  optimizer.lr must be a number ≥ 0, but is null
        3 | lr:
          |    ^ for example 0.001"
    `)
  })

  test('a number for true or false', async () => {
    expect(await messages({ file: optimizer, from: 'amsgrad: false', to: 'amsgrad: 0' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:6:10  optimizer.amsgrad must be true or false, but is 0
        6 | amsgrad: 0
          |          ^ for example false"
    `)
  })

  test('true in quotes', async () => {
    expect(await messages({ file: optimizer, from: 'amsgrad: false', to: "amsgrad: 'True'" })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:6:10  optimizer.amsgrad must be true or false, but is 'True'
        6 | amsgrad: 'True'
          |          ^^^^^^ write true without quotes"
    `)
  })

  test("YAML 1.1's word for true in quotes", async () => {
    expect(await messages({ file: optimizer, from: 'amsgrad: false', to: "amsgrad: 'yes'" })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:6:10  optimizer.amsgrad must be true or false, but is 'yes'
        6 | amsgrad: 'yes'
          |          ^^^^^ write true"
    `)
  })

  test('a fraction for an integer', async () => {
    expect(
      await messages({ file: backbone, from: 'output_dim: ${vars.width}', to: 'output_dim: 16.5' }),
    ).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:5:13  backbone.output_dim must be an integer from 1 to 16777216, but is 16.5
        5 | output_dim: 16.5
          |             ^^^^ for example 64
      also at heads.input_dim"
    `)
  })

  test('a number for a list', async () => {
    expect(await messages({ file: backbone, from: 'hidden_dims: [32]', to: 'hidden_dims: 32' })).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:4:14  backbone.hidden_dims must be a list of integers from 1 to 16777216, at most 1000, but is 32
        4 | hidden_dims: 32
          |              ^^ write [32] for a list of one"
    `)
  })

  test('a word for a list of numbers, which would be wrong in one, too', async () => {
    const found = await messages({ file: backbone, from: 'hidden_dims: [32]', to: 'hidden_dims: wide' })
    expect(found).toContain("at most 1000, but is 'wide'")
    expect(found).not.toContain('[wide]')
  })

  test('a word in a list of numbers', async () => {
    expect(
      await messages({ file: backbone, from: 'hidden_dims: [32]', to: 'hidden_dims: [32, wide, 16]' }),
    ).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:4:19  backbone.hidden_dims[1] must be an integer from 1 to 16777216, but is 'wide'
        4 | hidden_dims: [32, wide, 16]
          |                   ^^^^"
    `)
  })

  test('a list where a component must be', async () => {
    expect(
      await messages({
        file: scheduler,
        from: '_target_: polyhead.lr_schedulers.StepLR\nstep_size: 1\ngamma: 0.5',
        to: '[]',
      }),
    ).toMatchInlineSnapshot(`
      "configs/lr_scheduler/halving.yaml:2:1  lr_scheduler must be a dict or null, but is an empty list
        2 | []
          | ^^"
    `)
  })

  test('a number where a component must be', async () => {
    expect(await messages({ file: main, from: 'seed: 3', to: 'seed: 3\nbackbone: 3' })).toMatchInlineSnapshot(`
      "<polyhead>/configs/heads/heads_mtl.yaml:3:12  heads.input_dim: 'backbone' is no map or list, so it has no 'output_dim'
        3 | input_dim: \${backbone.output_dim}
          |            ^^^^^^^^^^^^^^^^^^^^^^

      configs/config.yaml:17:11  backbone must be a dict, but is 3
        17 | backbone: 3
           |           ^
      overrides configs/backbone/narrow.yaml:2"
    `)
  })

  test('an override that gives a word', async () => {
    expect(await messages({ overrides: ['optimizer.lr=fast'] })).toMatchInlineSnapshot(`
      "command line  optimizer.lr must be a number ≥ 0, but is 'fast'
        | optimizer.lr=fast
        |              ^^^^ for example 0.001
      overrides configs/optimizer/gentle.yaml:3 (0.001)"
    `)
  })

  test('an override in a list', async () => {
    expect(await messages({ overrides: ['backbone.hidden_dims=[64,a]'] })).toMatchInlineSnapshot(`
      "command line  backbone.hidden_dims[1] must be an integer from 1 to 16777216, but is 'a'
        | backbone.hidden_dims=[64,a]
        |                          ^"
    `)
  })

  test('a value that beat two others', async () => {
    expect(
      await messages({
        file: main,
        overrides: ['optimizer.lr=high'],
        from: 'seed: 3',
        to: 'seed: 3\noptimizer:\n  lr: 0.01',
      }),
    ).toMatchInlineSnapshot(`
      "command line  optimizer.lr must be a number ≥ 0, but is 'high'
        | optimizer.lr=high
        |              ^^^^ for example 0.001
      overrides configs/config.yaml:18 (0.01), which overrides configs/optimizer/gentle.yaml:3 (0.001)"
    `)
  })

  test('a whole number of batches that is a float', async () => {
    expect(
      await messages({ file: trainer, from: 'limit_train_batches: 4', to: 'limit_train_batches: 4.0' }),
    ).toMatchInlineSnapshot(`
      "configs/trainer/short.yaml:4:22  trainer.limit_train_batches must be an integer ≥ 0, a float from 0 to 1 or null, but is 4.0
        4 | limit_train_batches: 4.0
          |                      ^^^ write 4 for a count, or a share such as 0.5"
    `)
  })

  test('a seed that is a word', async () => {
    expect(await messages({ file: main, from: 'seed: 3', to: 'seed: random' })).toMatchInlineSnapshot(`
      "configs/config.yaml:16:7  seed must be an integer ≥ 0 or null, but is 'random'
        16 | seed: random
           |       ^^^^^^ for example 1"
    `)
  })

  test('tasks that are words', async () => {
    expect(
      await messages({ file: main, from: 'train_tasks: [1, 2]', to: 'train_tasks: [one, two]' }),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:17:15  train_tasks[0] must be an integer from 1 to 10000, but is 'one'
        17 | train_tasks: [one, two]
           |               ^^^
      also at eval_tasks[0]

      configs/config.yaml:17:20  train_tasks[1] must be an integer from 1 to 10000, but is 'two'
        17 | train_tasks: [one, two]
           |                    ^^^
      also at eval_tasks[1]"
    `)
  })

  test('vars that are no dict', async () => {
    expect(await messages({ file: main, from: 'vars:\n  width: 16', to: 'vars: [16]' })).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:5:13  backbone.output_dim: 'vars' is a list, and 'width' is no index
        5 | output_dim: \${vars.width}
          |             ^^^^^^^^^^^^^

      configs/config.yaml:19:7  vars must be a dict or null, but is a list of 1
        19 | vars: [16]
           |       ^^^^ for example {width: 64}"
    `)
  })
})

describe('values out of range', () => {
  test('below a minimum', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lr: -0.001' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr must be a number ≥ 0, but is -0.001
        3 | lr: -0.001
          |     ^^^^^^ for example 0.001"
    `)
  })

  test('not a number', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lr: .nan' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr must be a number ≥ 0, but is NaN
        3 | lr: .nan
          |     ^^^^ for example 0.001"
    `)
  })

  test('at an excluded maximum', async () => {
    expect(await messages({ file: optimizer, from: '[0.9, 0.999]', to: '[0.9, 1.0]' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:4:14  optimizer.betas[1] must be a number ≥ 0 and < 1, but is 1.0
        4 | betas: [0.9, 1.0]
          |              ^^^"
    `)
  })

  test('a list that is too short', async () => {
    expect(await messages({ file: optimizer, from: '[0.9, 0.999]', to: '[0.9]' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:4:8  optimizer.betas must be a list of numbers ≥ 0 and < 1, 2 in all, but is a list of 1
        4 | betas: [0.9]
          |        ^^^^^ for example [0.9, 0.999]"
    `)
  })

  test('a list that is too long', async () => {
    expect(await messages({ file: optimizer, from: '[0.9, 0.999]', to: '[0.9, 0.99, 0.999]' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:4:8  optimizer.betas must be a list of numbers ≥ 0 and < 1, 2 in all, but is a list of 3
        4 | betas: [0.9, 0.99, 0.999]
          |        ^^^^^^^^^^^^^^^^^^ for example [0.9, 0.999]"
    `)
  })

  test('an empty list of tasks', async () => {
    expect(await messages({ file: main, from: '[1, 2]', to: '[]' })).toMatchInlineSnapshot(`
      "configs/config.yaml:17:14  train_tasks must be an integer from 1 to 10000 or a non-empty list of integers from 1 to 10000, at most 10000, but is an empty list
        17 | train_tasks: []
           |              ^^ for example 5
      also at eval_tasks"
    `)
  })

  test('zero for a size', async () => {
    expect(await messages({ file: dataset, from: 'batch_size: 16', to: 'batch_size: 0' })).toMatchInlineSnapshot(`
      "configs/dataset/two_tasks.yaml:4:13  dataset.batch_size must be an integer from 1 to 16777216, but is 0
        4 | batch_size: 0
          |             ^ for example 32"
    `)
  })

  test('a share above one', async () => {
    expect(
      await messages({ file: trainer, from: 'limit_val_batches: 1.0', to: 'limit_val_batches: 1.5' }),
    ).toMatchInlineSnapshot(`
      "configs/trainer/short.yaml:5:20  trainer.limit_val_batches must be an integer ≥ 0, a float from 0 to 1 or null, but is 1.5
        5 | limit_val_batches: 1.5
          |                    ^^^ for example 3"
    `)
  })

  test('a negative count', async () => {
    expect(
      await messages({ file: trainer, from: 'limit_train_batches: 4', to: 'limit_train_batches: -4' }),
    ).toMatchInlineSnapshot(`
      "configs/trainer/short.yaml:4:22  trainer.limit_train_batches must be an integer ≥ 0, a float from 0 to 1 or null, but is -4
        4 | limit_train_batches: -4
          |                      ^^ for example 100"
    `)
  })

  test('a probability', async () => {
    expect(await messages({ file: backbone, from: 'dropout: 0.1', to: 'dropout: 2' })).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:7:10  backbone.dropout must be a number from 0 to 1 or null, but is 2
        7 | dropout: 2
          |          ^ for example 0.5"
    `)
  })

  test('an override below a minimum', async () => {
    expect(await messages({ overrides: ['dataset.batch_size=0'] })).toMatchInlineSnapshot(`
      "command line  dataset.batch_size must be an integer from 1 to 16777216, but is 0
        | dataset.batch_size=0
        |                    ^ for example 32
      overrides configs/dataset/two_tasks.yaml:4 (16)"
    `)
  })

  test('a negative seed', async () => {
    expect(await messages({ overrides: ['seed=-1'] })).toMatchInlineSnapshot(`
      "command line  seed must be an integer ≥ 0 or null, but is -1
        | seed=-1
        |      ^^ for example 1
      overrides configs/config.yaml:16 (3)"
    `)
  })

  test('a number of the schema beside one of the file', async () => {
    expect(
      await messages({
        file: dataset,
        overrides: ['dataset.validation_percentage=1'],
        from: 'num_tasks: 2',
        to: 'num_tasks: 0',
      }),
    ).toMatchInlineSnapshot(`
      "command line  there is no key 'dataset.validation_percentage'
        | dataset.validation_percentage=1
        |         ^^^^^^^^^^^^^^^^^^^^^ to add it, use '+dataset.validation_percentage=1'
      known keys: _target_, num_tasks, batch_size, num_features"
    `)
  })
})

describe('values that are not an option', () => {
  test('a misspelt option', async () => {
    expect(await messages({ file: backbone, from: 'ReLU', to: 'RELUU' })).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:6:19  backbone.activation_layer must be one of 'ReLU', 'LeakyReLU', 'ELU', 'SELU', 'GELU', 'SiLU', 'Tanh', 'Sigmoid', 'torch.nn.ReLU', 'torch.nn.LeakyReLU', 'torch.nn.ELU', 'torch.nn.SELU', 'torch.nn.GELU', 'torch.nn.SiLU', 'torch.nn.Tanh', 'torch.nn.Sigmoid', null, but is 'RELUU'
        6 | activation_layer: RELUU
          |                   ^^^^^ did you mean 'ReLU'?"
    `)
  })

  test('an option that is nothing like it', async () => {
    expect(
      await messages({ file: dataset, from: 'num_tasks: 2', to: 'num_tasks: 2\npermutation_mode: everything' }),
    ).toMatchInlineSnapshot(`
      "configs/dataset/two_tasks.yaml:4:19  dataset.permutation_mode must be one of 'all', 'by_channel', 'first_channel_only', but is 'everything'
        4 | permutation_mode: everything
          |                   ^^^^^^^^^^ for example "all""
    `)
  })

  test('an option of a callback', async () => {
    expect(
      await messages({ file: callbacks, from: 'patience: 2', to: 'patience: 2\n  mode: maxx' }),
    ).toMatchInlineSnapshot(`
      "configs/callbacks/watchful.yaml:6:9  callbacks.stop.mode must be one of 'min', 'max', but is 'maxx'
        6 |   mode: maxx
          |         ^^^^ did you mean 'max'?"
    `)
  })

  test('a mode of compatibility', async () => {
    expect(await messages({ overrides: ['metrics.compat=clarina'] })).toMatchInlineSnapshot(`
      "command line  metrics.compat must be one of null, 'clarena', but is 'clarina'
        | metrics.compat=clarina
        |                ^^^^^^^ did you mean 'clarena'?
      overrides <polyhead>/configs/metrics/default.yaml:6 (null)"
    `)
  })
})

describe('what is missing', () => {
  test('a required key', async () => {
    expect(await messages({ file: scheduler, from: 'step_size: 1\n', to: '' })).toMatchInlineSnapshot(`
      "configs/lr_scheduler/halving.yaml:2:11  lr_scheduler.step_size is required by lr_scheduler 'step_lr'
        2 | _target_: polyhead.lr_schedulers.StepLR
          |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ add 'step_size': an integer ≥ 1, for example 10"
    `)
  })

  test('a required key of a nested component', async () => {
    expect(
      await messages({
        file: scheduler,
        from: '_target_: polyhead.lr_schedulers.StepLR\nstep_size: 1\ngamma: 0.5',
        to: '_target_: polyhead.lr_schedulers.ChainedScheduler\nschedulers:\n- _target_: polyhead.lr_schedulers.StepLR',
      }),
    ).toMatchInlineSnapshot(`
      "configs/lr_scheduler/halving.yaml:4:13  lr_scheduler.schedulers[0].step_size is required by lr_scheduler 'step_lr'
        4 | - _target_: polyhead.lr_schedulers.StepLR
          |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ add 'step_size': an integer ≥ 1, for example 10"
    `)
  })

  test('_args_ of a component that takes none', async () => {
    expect(await messages({ file: scheduler, from: 'step_size: 1', to: '_args_: [ten]' })).toMatchInlineSnapshot(`
      "configs/lr_scheduler/halving.yaml:3:10  lr_scheduler._args_[0]: lr_scheduler 'step_lr' takes none by position
        3 | _args_: [ten]
          |          ^^^"
    `)
  })

  test('a value by position', async () => {
    expect(
      await messages({
        overrides: [
          '+metrics.accuracy._args_=[3]',
          '~metrics.accuracy.save_dir',
          '~metrics.accuracy.test_acc_csv_name',
        ],
      }),
    ).toMatchInlineSnapshot(`
      "command line  metrics.accuracy.save_dir: the 'hydra' node is not known here: it is set when a run begins
        | ~metrics.accuracy.save_dir
        | ^^^^^^^^^^^^^^^^^^^^^^^^^^"
    `)
  })

  test('an argument by position and by name', async () => {
    expect(await messages({ overrides: ['+metrics.accuracy._args_=[there]'] })).toMatchInlineSnapshot(`
      "command line  metrics.accuracy._args_[0]: 'save_dir' is given by its name too
        | +metrics.accuracy._args_=[there]
        |                           ^^^^^"
    `)
  })

  test('a required key that was deleted by an override', async () => {
    expect(await messages({ overrides: ['~backbone.output_dim'] })).toMatchInlineSnapshot(`
      "<polyhead>/configs/heads/heads_mtl.yaml:3:12  heads.input_dim: there is no 'backbone.output_dim': 'backbone' has no 'output_dim'
        3 | input_dim: \${backbone.output_dim}
          |            ^^^^^^^^^^^^^^^^^^^^^^ did you mean 'backbone.input_dim'?

      configs/backbone/narrow.yaml:2:11  backbone.output_dim is required by backbone 'mlp'
        2 | _target_: polyhead.backbones.MLP
          |           ^^^^^^^^^^^^^^^^^^^^^^ add 'output_dim': an integer from 1 to 16777216, for example 64"
    `)
  })

  test('a mandatory value', async () => {
    expect(await messages({ file: optimizer, from: 'lr: 0.001', to: 'lr: ???' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr is mandatory ('???') and has no value
        3 | lr: ???
          |     ^^^ give it one: optimizer.lr=…"
    `)
  })

  test('a mandatory value in a list', async () => {
    expect(
      await messages({ file: backbone, from: 'hidden_dims: [32]', to: 'hidden_dims:\n- 32\n- ???' }),
    ).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:6:3  backbone.hidden_dims[1] is mandatory ('???') and has no value
        6 | - ???
          |   ^^^ give it one: backbone.hidden_dims.1=…"
    `)
  })

  test('a group', async () => {
    expect(await messages({ file: main, from: '  - optimizer: gentle\n', to: '' })).toMatchInlineSnapshot(`
      "optimizer is required by the config
        choose an option, such as +optimizer=sgd
      options: sgd, adam, adamw, rmsprop, adagrad, adadelta, adamax, nadam, radam, asgd, rprop"
    `)
  })

  test('a target', async () => {
    expect(
      await messages({ file: optimizer, from: '_target_: polyhead.optimizers.Adam\n', to: '' }),
    ).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:2:1  optimizer has no _target_: it must name a component of group optimizer
        2 | lr: 0.001
          | ^^^^^^^^^ add '_target_: polyhead.optimizers.SGD', for example
      components of group optimizer: polyhead.optimizers.SGD, polyhead.optimizers.Adam, polyhead.optimizers.AdamW, polyhead.optimizers.RMSprop, polyhead.optimizers.Adagrad, polyhead.optimizers.Adadelta, polyhead.optimizers.Adamax, polyhead.optimizers.NAdam, polyhead.optimizers.RAdam, polyhead.optimizers.ASGD, polyhead.optimizers.Rprop"
    `)
  })

  test('a target with a misspelt name', async () => {
    expect(await messages({ file: optimizer, from: '_target_', to: '_targt_' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:2:1  optimizer has no _target_: it must name a component of group optimizer
        2 | _targt_: polyhead.optimizers.Adam
          | ^^^^^^^ did you mean '_target_'?
      components of group optimizer: polyhead.optimizers.SGD, polyhead.optimizers.Adam, polyhead.optimizers.AdamW, polyhead.optimizers.RMSprop, polyhead.optimizers.Adagrad, polyhead.optimizers.Adadelta, polyhead.optimizers.Adamax, polyhead.optimizers.NAdam, polyhead.optimizers.RAdam, polyhead.optimizers.ASGD, polyhead.optimizers.Rprop"
    `)
  })
})

describe('components', () => {
  test('a misspelt component', async () => {
    expect(await messages({ file: optimizer, from: 'optimizers.Adam', to: 'optimizers.Adm' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:2:11  optimizer._target_ names 'polyhead.optimizers.Adm', which is not a registered component
        2 | _target_: polyhead.optimizers.Adm
          |           ^^^^^^^^^^^^^^^^^^^^^^^ did you mean 'polyhead.optimizers.Adam'?
      components come with polyhead, or from plugins named in package.json or by '--plugin'"
    `)
  })

  test('a component of torch that polyhead does not have', async () => {
    expect(
      await messages({ file: optimizer, from: 'polyhead.optimizers.Adam', to: 'torch.optim.LBFGS' }),
    ).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:2:11  optimizer._target_: 'torch.optim.LBFGS' is known to PyTorch, not here: nearest is 'polyhead.optimizers.Adam': a step takes one evaluation of the loss
        2 | _target_: torch.optim.LBFGS
          |           ^^^^^^^^^^^^^^^^^"
    `)
  })

  test('a component of another group', async () => {
    expect(
      await messages({ file: optimizer, from: 'polyhead.optimizers.Adam', to: 'polyhead.backbones.MLP' }),
    ).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:2:11  optimizer._target_ must be a component of group optimizer, but 'polyhead.backbones.MLP' is backbone 'mlp'
        2 | _target_: polyhead.backbones.MLP
          |           ^^^^^^^^^^^^^^^^^^^^^^ for example polyhead.optimizers.SGD
      components of group optimizer: polyhead.optimizers.SGD, polyhead.optimizers.Adam, polyhead.optimizers.AdamW, polyhead.optimizers.RMSprop, polyhead.optimizers.Adagrad, polyhead.optimizers.Adadelta, polyhead.optimizers.Adamax, polyhead.optimizers.NAdam, polyhead.optimizers.RAdam, polyhead.optimizers.ASGD, polyhead.optimizers.Rprop"
    `)
  })

  test('a target that is no text', async () => {
    expect(await messages({ file: optimizer, from: 'polyhead.optimizers.Adam', to: '3' })).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:2:11  optimizer._target_ must be the name of a component, but is 3
        2 | _target_: 3
          |           ^"
    `)
  })

  test('a target that is null, in an override', async () => {
    expect(await messages({ overrides: ['optimizer._target_=null'] })).toMatchInlineSnapshot(`
      "command line  optimizer._target_ must be the name of a component, but is null
        | optimizer._target_=null
        |                    ^^^^
      overrides configs/optimizer/gentle.yaml:2 ('polyhead.optimizers.Adam')"
    `)
  })
})

describe("interpolations: the value's own place, and the reference", () => {
  test('a wrong value behind a reference', async () => {
    expect(await messages({ file: main, from: 'width: 16', to: 'width: wide' })).toMatchInlineSnapshot(`
      "configs/config.yaml:20:10  backbone.output_dim must be an integer from 1 to 16777216, but is 'wide'
        20 |   width: wide
           |          ^^^^ for example 64
      by way of \${vars.width}, set by configs/backbone/narrow.yaml:5 · also at heads.input_dim"
    `)
  })

  test('a wrong value behind two references', async () => {
    expect(
      await messages({ file: main, from: 'vars:\n  width: 16', to: 'vars:\n  size: -1\n  width: ${vars.size}' }),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:20:9  backbone.output_dim must be an integer from 1 to 16777216, but is -1
        20 |   size: -1
           |         ^^ for example 64
      by way of \${vars.width}, set by configs/backbone/narrow.yaml:5 · also at heads.input_dim"
    `)
  })

  test('an override behind a reference', async () => {
    expect(await messages({ overrides: ['vars.width=0'] })).toMatchInlineSnapshot(`
      "command line  backbone.output_dim must be an integer from 1 to 16777216, but is 0
        | vars.width=0
        |            ^ for example 64
      by way of \${vars.width}, set by configs/backbone/narrow.yaml:5 · also at heads.input_dim"
    `)
  })

  test('a value that two nodes use', async () => {
    expect(
      await messages({ file: dataset, from: 'num_features: 64', to: 'num_features: many' }),
    ).toMatchInlineSnapshot(`
      "configs/dataset/two_tasks.yaml:5:15  dataset.num_features must be an integer from 1 to 16777216, but is 'many'
        5 | num_features: many
          |               ^^^^ for example 64
      also at backbone.input_dim"
    `)
  })

  test('a reference to nowhere', async () => {
    expect(await messages({ file: backbone, from: '${vars.width}', to: '${vars.widht}' })).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:5:13  backbone.output_dim: there is no 'vars.widht': 'vars' has no 'widht'
        5 | output_dim: \${vars.widht}
          |             ^^^^^^^^^^^^^ did you mean 'vars.width'?"
    `)
  })

  test('a secret is not shown', async () => {
    expect(
      await messages({
        file: optimizer,
        env: { API_TOKEN: 'hunter2' },
        from: 'lr: 0.001',
        to: 'lr: ${oc.env:API_TOKEN}',
      }),
    ).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:3:5  optimizer.lr must be a number ≥ 0, but is a secret
        3 | lr: \${oc.env:API_TOKEN}
          |     ^^^^^^^^^^^^^^^^^^^ for example 0.001
      by way of \${oc.env:API_TOKEN}, set by configs/optimizer/gentle.yaml:3"
    `)
  })

  test('text that a reference builds', async () => {
    expect(
      await messages({ file: backbone, from: 'activation_layer: ReLU', to: 'activation_layer: Re${vars.width}' }),
    ).toMatchInlineSnapshot(`
      "configs/backbone/narrow.yaml:6:19  backbone.activation_layer must be one of 'ReLU', 'LeakyReLU', 'ELU', 'SELU', 'GELU', 'SiLU', 'Tanh', 'Sigmoid', 'torch.nn.ReLU', 'torch.nn.LeakyReLU', 'torch.nn.ELU', 'torch.nn.SELU', 'torch.nn.GELU', 'torch.nn.SiLU', 'torch.nn.Tanh', 'torch.nn.Sigmoid', null, but is 'Re16'
        6 | activation_layer: Re\${vars.width}
          |                   ^^^^^^^^^^^^^^^ for example "ReLU"
      by way of Re\${vars.width}, set by configs/backbone/narrow.yaml:6"
    `)
  })
})

describe('rules over several nodes', () => {
  test('settings of the hydra node that a training run does not act on are no silent surprise', async () => {
    const overrides = ['hydra.job.chdir=true', '+hydra.callbacks.mine={_target_: my.Callback}']
    expect(await messages({ overrides })).toMatchInlineSnapshot(`
      "command line  warning: hydra.job.chdir has no effect on a training run
        | hydra.job.chdir=true
        |                 ^^^^
      overrides runtime hydra/config (null)

      command line  warning: hydra.callbacks.mine has no effect: 'my.Callback' is no registered callback
        | +hydra.callbacks.mine={_target_: my.Callback}
        |                                  ^^^^^^^^^^^"
    `)
    expect(await messages({ overrides: ['hydra.job.chdir=false'] })).toBe('')
  })

  test('a task that the dataset has not', async () => {
    expect(
      await messages({ file: main, from: 'train_tasks: [1, 2]', to: 'train_tasks: [1, 3]' }),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:17:18  train_tasks[1]: the dataset has no task 3
        17 | train_tasks: [1, 3]
           |                  ^ its tasks are 1 to 2
      dataset.num_tasks is set by configs/dataset/two_tasks.yaml:3"
    `)
  })

  test('more tasks than the dataset has', async () => {
    expect(await messages({ overrides: ['train_tasks=4'] })).toMatchInlineSnapshot(`
      "command line  train_tasks: the dataset has no task 4
        | train_tasks=4
        |             ^ its tasks are 1 to 2
      overrides configs/config.yaml:17 · dataset.num_tasks is set by configs/dataset/two_tasks.yaml:3"
    `)
  })

  test('a task twice', async () => {
    expect(await messages({ overrides: ['train_tasks=[2,2]'] })).toMatchInlineSnapshot(`
      "command line  train_tasks[1]: task 2 is listed twice
        | train_tasks=[2,2]
        |                ^
      also at eval_tasks[1]"
    `)
  })

  test('a task to evaluate that is not trained', async () => {
    expect(await messages({ overrides: ['train_tasks=[1]', 'eval_tasks=[1,2]'] })).toMatchInlineSnapshot(`
      "command line  eval_tasks[1]: task 2 is not trained, so it cannot be evaluated
        | eval_tasks=[1,2]
        |               ^ train_tasks are 1"
    `)
  })

  test('an input that is not as wide as the data', async () => {
    expect(await messages({ overrides: ['backbone.input_dim=32'] })).toMatchInlineSnapshot(`
      "command line  backbone.input_dim is 32, but the data set declares 64 numbers in a sample
        | backbone.input_dim=32
        |                    ^^ write input_dim: \${dataset.num_features}"
    `)
  })

  test('heads that are not as wide as the backbone', async () => {
    expect(await messages({ overrides: ['heads.input_dim=99'] })).toMatchInlineSnapshot(`
      "command line  heads.input_dim must be backbone.output_dim, which is 16, but is 99
        | heads.input_dim=99
        |                 ^^ write \${backbone.output_dim}
      overrides <polyhead>/configs/heads/heads_mtl.yaml:3 ('\${backbone.output_dim}')"
    `)
  })

  test('a metric that nothing logs', async () => {
    expect(await messages({ file: callbacks, from: 'val/loss_cls', to: 'val/loss_clss' })).toMatchInlineSnapshot(`
      "configs/callbacks/watchful.yaml:4:12  callbacks.stop.monitor: nothing that is configured logs 'learning_curve/val/loss_clss'
        4 |   monitor: learning_curve/val/loss_clss
          |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean 'learning_curve/val/loss_cls'?
      logged: train/acc_batch, task/train/acc, task/train/acc_<t>, learning_curve/train/acc, learning_curve/val/acc, task/val/acc_<t>, train/loss_cls_batch, task/train/loss_cls, task/train/loss_cls_<t>, learning_curve/train/loss_cls, learning_curve/val/loss_cls, task/val/loss_cls_<t>"
    `)
  })

  test('a warning: a step beyond the last epoch', async () => {
    expect(await messages({ overrides: ['lr_scheduler.step_size=9'] })).toMatchInlineSnapshot(`
      "command line  warning: lr_scheduler.step_size is 9, but training ends after 2 epochs (trainer.max_epochs)
        | lr_scheduler.step_size=9
        |                        ^
      overrides configs/lr_scheduler/halving.yaml:3 (1)"
    `)
  })

  test('nesterov without momentum', async () => {
    expect(
      await messages({
        file: optimizer,
        from: '_target_: polyhead.optimizers.Adam\nlr: 0.001\nbetas: [0.9, 0.999]\nweight_decay: 0.0\namsgrad: false',
        to: '_target_: torch.optim.SGD\nlr: 0.1\nnesterov: true',
      }),
    ).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:4:11  optimizer.nesterov needs a momentum above 0 and a dampening of 0
        4 | nesterov: true
          |           ^^^^"
    `)
  })
})
