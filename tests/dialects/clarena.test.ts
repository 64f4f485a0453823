import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compose, openRepository } from '../../src/compose/index.js'
import { toPlain } from '../../src/config/index.js'
import { checkRun } from '../../src/run/check-run.js'
import { packageRoot } from '../../src/util/package-root.js'
import { writeTree } from '../compose/write-tree.js'
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'
import { parityFolder } from '../parity/read-vectors.js'

const configDir = fileURLToPath(new URL('../fixtures/clarena-tree/tree', import.meta.url))
const installed = process.env.POLYHEAD_DATA !== undefined || existsSync('/usr/share/datasets/fashion-mnist')

type Plain = Record<string, Record<string, unknown>>

/** What a tree comes to in polyhead's own keys. */
async function translated(...overrides: string[]): Promise<Plain> {
  const own = { dir: join(packageRoot, 'configs'), fallback: true, provider: 'polyhead' }
  const composed = compose({ repository: openRepository([{ dir: configDir }, own]), configName: 'entrance', overrides })
  return toPlain((await checkRun(composed, { outputDir: '/runs/one' })).plan.resolved) as Plain
}

describe('a tree of CLArena', () => {
  test('joint training: names, heads, shapes, figures and folders are what CLArena finds when it runs', async () => {
    const root = await translated('index=joint')
    expect(root).toMatchObject({
      seed: 1,
      train_tasks: 3,
      vars: { expr_name: 'joint' },
      heads: { _target_: 'polyhead.heads.HeadsMTL', input_dim: 64 },
      backbone: { _target_: 'clarena.backbones.MLP' },
      dataset: {
        _target_: 'polyhead.datasets.Permuted',
        source: 'fashion_mnist',
        num_tasks: 3,
        batch_size: 128,
        image_shape: [28, 28, 1],
        mean: 0.286,
        std: 0.353,
      },
      metrics: { compat: 'clarena', mtl_accuracy: { save_dir: '/runs/one/results/' }, mtl_loss: {} },
      loggers: { csv_logger: { save_dir: '/runs/one' } },
      trainer: { default_root_dir: '/runs/one' },
    })
    expect(Object.keys(root.callbacks ?? {})).toEqual(['rich_progress_bar', 'learning_rate_monitor', 'save_models'])
    expect(root.callbacks?.save_models).toMatchObject({ file_name: 'mtl_model.safetensors' })
    expect(Object.keys(root)).not.toContain('misc')
  })

  test("options of polyhead's own for what CLArena leaves open act, and find what the data set is", async () => {
    const weighted = ['+backend=wasm', '+weighting@mtl_algorithm.weighting=dwa', 'backbone=resnet18']
    expect(await translated('index=joint', ...weighted)).toMatchObject({
      backend: { _target_: 'polyhead.backends.WASM' },
      backbone: { _target_: 'polyhead.backbones.ResNet18', input_channels: 1 },
      heads: { input_dim: 512 },
      algorithm: { weighting: { _target_: 'polyhead.weightings.DWA' } },
      vars: { expr_name: 'joint' },
    })
    const plain = await translated('index=joint', '+backend.name=gloo')
    expect(plain).toMatchObject({
      backend: { _target_: 'polyhead.backends.Auto' },
      vars: { backend: { name: 'gloo' } },
    })
    const wrong = translated('index=joint', 'backbone=resnet18', 'mtl_dataset._target_=clarena.mtl_datasets.Wrong')
    await expect(wrong).rejects.toThrow("CLArena has no 'clarena.mtl_datasets.Wrong'")
  })

  test('split data sets: as many tasks as class_split names, and as many classes as it gives each', async () => {
    const { dataset } = await translated('index=joint', 'mtl_dataset=split_mnist')
    expect(dataset).toMatchObject({
      _target_: 'polyhead.datasets.Split',
      source: 'mnist',
      num_tasks: 3,
      num_classes: { 1: 2, 2: 3, 3: 2 },
      mean: 0.1307,
      std: 0.3081,
    })
  })

  test.each(['32', '[32,32]', "'(32, 32)'"])('resize: %s', async (size) => {
    const { dataset } = await translated(
      'index=joint',
      `+mtl_dataset.cl_dataset.resize=${size}`,
      '+mtl_dataset.cl_dataset.repeat_channels=3',
      'backbone.input_dim=3072',
    )
    expect(dataset).toMatchObject({ resize: [32, 32], image_shape: [32, 32, 3], num_features: 3072 })
  })

  test('single learning: one task of all classes; eval: false tests nothing', async () => {
    const root = await translated('index=single', 'eval=false')
    expect(root).toMatchObject({
      train_tasks: 1,
      heads: { _target_: 'polyhead.heads.HeadSTL' },
      dataset: { num_tasks: 1, num_classes: 10, class_split: { 1: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] } },
      trainer: { limit_test_batches: 0 },
    })
  })

  test('an activation may be looked up as a class', async () => {
    const found = '{_target_: hydra.utils.get_class, path: torch.nn.Tanh}'
    const { backbone } = await translated('index=joint', `+backbone.activation_layer=${found}`)
    expect(backbone).toMatchObject({ activation_layer: 'torch.nn.Tanh' })
  })

  test('rotated data sets are known, too', async () => {
    const { dataset } = await translated(
      'index=joint',
      'mtl_dataset.cl_dataset._target_=clarena.cl_datasets.RotatedMNIST',
      '~mtl_dataset.cl_dataset.permutation_mode',
      '+mtl_dataset.cl_dataset.rotation_degrees=[0,45,90]',
    )
    expect(dataset).toMatchObject({ _target_: 'polyhead.datasets.Rotated', rotation_degrees: [0, 45, 90] })
  })
})

describe('a tree of CLArena on the command line', () => {
  let project: Project
  beforeAll(() => {
    project = new Project('clarena-tree')
  })
  afterAll(() => project.remove())
  const entrance = ['--config-path', 'tree', '--config-name', 'entrance']
  const polyhead = (...args: string[]) => project.polyhead(...entrance, ...args)

  test.each([
    ['index=joint pipeline=???', "pipeline is '???': it must be given", 'pipelines that run here'],
    ['index=joint pipeline=MTL_EXP', "there is no pipeline 'MTL_EXP'", "did you mean 'MTL_EXPR'?"],
    [
      'index=joint pipeline=CL_MAIN_EXP',
      "there is no pipeline 'CL_MAIN_EXP'",
      "'CL_MAIN_EXPR' is known to CLArena, not here",
    ],
    ['index=joint pipeline=train', "there is no pipeline 'train'", "by its keys it is for 'MTL_EXPR'"],
    ['index=single_eval pipeline=test', "there is no pipeline 'test'", "by its keys it is for 'STL_EVAL'"],
    ['index=joint global_seed=???', "global_seed is mandatory ('???') and has no value", 'give it one: global_seed=…'],
    ['index=joint pipeline=CL_MAIN_EXPR', "'CL_MAIN_EXPR' is known to CLArena, not here", 'pipeline=MTL_EXPR'],
    [
      'index=joint mtl_dataset.cl_dataset._target_=clarena.cl_datasets.SplitTinyImageNet',
      'mtl_dataset.cl_dataset._target_: ',
      'not here: nearest is',
    ],
    ['index=joint backbone._target_=clarena.backbones.WSNMaskMLP', 'not here: nearest is', 'clarena.backbones.MLP'],
    ['index=joint backbone._target_=clarena.backbones.MLPP', 'CLArena has no', "did you mean 'clarena.backbones.MLP'?"],
    ['index=joint ~global_seed +globalseed=1', "needs the key 'global_seed'", "is it what 'globalseed' should be?"],
    [
      'index=joint_eval model_path=none.pth',
      "model_path: there is no file 'none.pth'",
      'callback SaveModels writes one',
    ],
    ['index=joint_eval ~model_path', "pipeline MTL_EVAL needs the key 'model_path'", 'tree/index/joint_eval.yaml:2'],
    ['index=joint_eval model_path=tree/entrance.yaml', "is no file of torch.save's", 'model_path=tree/entrance.yaml'],
    ['index=joint optimizer.lr=-1', 'optimizer.lr must be a number ≥ 0', 'tree/optimizer/sgd.yaml:3'],
    [
      'index=joint mtl_dataset.cl_dataset.root=nowhere',
      'mtl_dataset.cl_dataset.root: Fashion-MNIST is not there',
      '++mtl_dataset.cl_dataset.root=DIR',
    ],
    ['index=single stl_dataset.root=nowhere', 'stl_dataset.root: Fashion-MNIST', '++stl_dataset.root=DIR'],
    ['index=single eval=perhaps', 'eval must be true or false', 'perhaps'],
    ['index=joint ~metrics +metrcs=[]', "'metrcs' is no key of CLArena's", "did you mean 'metrics'?"],
    ['index=joint +mtl_dataset.cl_dataset.foo=1', 'cl_dataset.foo is not a key', 'known keys: root, num_tasks, batch'],
    ['index=joint mtl_dataset.num_workers=-1', 'num_workers must be a number of processes', '-1'],
    ['index=joint +mtl_dataset.cl_dataset.to_tensor=false', 'to_tensor must be true', 'false'],
    [
      'index=joint mtl_dataset.root=x',
      "there is no key 'mtl_dataset.root'",
      "did you mean 'mtl_dataset.cl_dataset.root'?",
    ],
    ['index=joint seed=3', "there is no key 'seed'", "did you mean 'global_seed'?"],
    ['index=joint dataset=split_mnist', "cannot override 'dataset'", "did you mean 'mtl_dataset'?"],
    ['index=joint dataset.root=x', "there is no key 'dataset.root'", "did you mean 'mtl_dataset.cl_dataset.root'?"],
    ['index=single algorithm=single_learning', "cannot override 'algorithm'", "did you mean 'stl_algorithm'?"],
    ['index=joint mtl_dataset._target_=clarena.mtl_datasets.MTLDatasetFromCLL', 'CLArena has no', 'MTLDatasetFromCL'],
  ])('%s is one error that tells what was meant', (args, message, hint) => {
    const { code, stderr } = polyhead(...args.split(' '), '--dry-run')
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
    expect(stderr).toContain(hint)
    expect(project.files('outputs')).toEqual([])
  })

  test.each([
    ['+seed=3', 'global_seed', 'seed'],
    ['+dataset.root=x', 'mtl_dataset', 'dataset'],
    ['+algorithm=joint_learning', 'mtl_algorithm', 'algorithm'],
    ['+loggers=default', 'lightning_loggers', 'loggers'],
  ])("%s, in polyhead's words, sets nothing, and is told so where it stands", (override, meant, key) => {
    const { code, stderr } = polyhead('index=joint', override, '--cfg', 'job')
    expect([code, stderr]).toEqual([0, ''])
    const checked = polyhead('index=joint', override, '--dry-run')
    expect(checked.stderr).toContain(`'${key}' is no key of CLArena's: it is a variable, and sets nothing`)
    expect(checked.stderr).toContain(`| ${override}`)
    expect(checked.stderr).toContain(`did you mean '${meant}'?`)
    const proper = polyhead('index=joint', '+mine=3', '--dry-run')
    expect(proper.stderr).not.toContain('is no key')
  })

  test.each([
    ['+heads=heads_mtl', 'leave it out', []],
    ['+weighting=dwa', "use '+weighting@mtl_algorithm.weighting=dwa'", ['+weighting@mtl_algorithm.weighting=dwa']],
  ])("%s, an option of polyhead's, sets nothing, and its hint is right", (override, hint, instead) => {
    const { stderr } = polyhead('index=joint', override, '--dry-run')
    expect(stderr).toMatch(/is no key of CLArena's: it is a variable, and sets nothing/)
    expect(stderr).toContain(`| ${override}`)
    expect(stderr).toContain(hint)
    expect(polyhead('index=joint', ...instead, '--dry-run').stderr).not.toContain('is no key')
  })

  test("an option of the tree in a group of polyhead's is told, too, where it would act", () => {
    project.write('tree/weighting/mine.yaml', '_target_: polyhead.weightings.DWA\ntemperature: 3\n')
    const { stderr } = polyhead('index=joint', '+weighting=mine', '--dry-run')
    expect(stderr).toContain("'weighting' is no key of CLArena's: it is a variable, and sets nothing")
    expect(stderr).toContain("use '+weighting@mtl_algorithm.weighting=mine'")
    const proper = polyhead('index=joint', '+weighting@mtl_algorithm.weighting=mine', '--dry-run')
    expect([proper.code, proper.stderr]).toEqual([0, expect.not.stringContaining('is no key')])
  })

  test.each([
    [[], 'there is nothing to run: the config is empty', 'choose one, such as index=joint'],
    [['+pipeline=MTL_EXPR'], 'there is nothing to run: the config is empty', 'index=joint'],
    [['pipeline=STL_EXPR'], "there is no key 'pipeline': the config is empty", 'choose one first, such as index=joint'],
    [['stl_dataset.root=x'], 'the config is empty until', 'choose one first, such as index=single'],
  ])('%j without an index is told which there are, not what other configs have', (args, message, hint) => {
    const { code, stderr } = polyhead(...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
    expect(stderr).toContain(hint)
    expect(stderr).not.toContain('+dataset=')
    const typed = /such as (index=\w+)/.exec(stderr)?.[1] as string
    const changed = args.map((arg) => arg.replace('+', ''))
    expect(polyhead(typed, ...changed, '--cfg', 'job', '-p', 'pipeline').code).toBe(0)
  })

  test.each([
    ['optimizer: {lr: 0.1}', 'optimizer.lr=0.2'],
    ['optimizer: {lr: 0.1}', '+optimizer.momentum=0.9'],
    ['optimizer: {}', '+optimizer.lr=0.1'],
    ['optimizer: null', 'optimizer={lr: 0.1}'],
  ])('a config of %s is not called empty where an override changes it: %s', (written, override) => {
    const other = new Project().write('mine/config.yaml', `defaults: [{index: null}, _self_]\n${written}\n`)
    other.write('mine/index/joint.yaml', 'a: 1\n')
    const { code, stderr } = other.polyhead('--config-path', 'mine', override, '--dry-run')
    expect([code, stderr]).toEqual([2, expect.stringContaining('optimizer has no _target_')])
    expect(stderr).not.toContain('the config is empty')
    other.remove()
  })

  test('a config of options alone is not called empty, whatever package they go to', () => {
    const other = new Project().write('mine/config.yaml', 'defaults: [{db@a.b: x}, {index: null}, _self_]\n')
    other.write('mine/index/joint.yaml', 'a: 1\n').write('mine/db/x.yaml', 'port: 1\n')
    const { code, stderr } = other.polyhead('--config-path', 'mine', 'a.b.port=2', '--dry-run')
    expect([code, stderr]).toEqual([2, expect.not.stringContaining('the config is empty')])
    other.remove()
  })

  test('a tree that leaves the pipeline to the command line is told to give it', () => {
    const other = new Project('clarena-tree')
    const file = 'tree/index/joint.yaml'
    other.write(file, other.read(file).replace('pipeline: MTL_EXPR\n', ''))
    const { code, stderr } = other.polyhead(...entrance, 'index=joint', '--dry-run')
    expect([code, stderr]).toEqual([2, expect.stringContaining("a config of CLArena's needs the key 'pipeline'")])
    expect(stderr).toContain('give it: +pipeline=MTL_EXPR')
    const given = other.polyhead(...entrance, 'index=joint', '+pipeline=MTL_EXPR', '--dry-run')
    expect(given.stderr).not.toContain('pipeline')
    other.remove()
  })

  test.each([
    'defaults: [_self_, {index: null}]',
    "defaults: [_self_, {index: '???'}]",
    'pipeline: ???\ndefaults: [_self_, {index: null}]',
    'pipeline: STL_EXPR\ndefaults: [{index: null}, _self_]',
  ])('check looks at every index as a whole where its pipeline is left to the command line: %s', (entry) => {
    const other = new Project('clarena-tree')
    other.write('tree/entrance.yaml', `${entry}\n`)
    for (const name of ['joint', 'joint_eval', 'single', 'single_eval']) {
      const file = `tree/index/${name}.yaml`
      const text = other.read(file).replace(/^pipeline: .*\n/m, '')
      other.write(file, text.replace('global_seed:', 'globalseed:'))
    }
    const { code, stdout } = other.polyhead(...entrance, 'check')
    expect([code, stdout]).toEqual([1, expect.stringContaining("pipeline MTL_EXPR needs the key 'global_seed'")])
    for (const pipeline of ['MTL_EVAL', 'STL_EXPR', 'STL_EVAL']) expect(stdout).toContain(`pipeline ${pipeline} needs`)
    expect(stdout).toContain('at fault: index/joint, index/joint_eval, index/single, index/single_eval\n')
    const isTold = stdout.includes('nothing says which pipeline this is for: it is checked as by +pipeline=MTL_EVAL')
    expect(isTold).toBe(!entry.startsWith('pipeline'))
    other.remove()
  })

  test('init says that it runs as it is, and names commands that show it', () => {
    const { code, stdout } = project.polyhead('init', '--from-hydra', 'tree')
    expect(code).toBe(0)
    expect(stdout).toContain('run from the tree as it is')
    expect(stdout).not.toMatch(/yours to bring|write a plugin/)
    const [, words = ''] = /^ {2}polyhead (.* --cfg job .*)$/m.exec(stdout) ?? []
    expect(words).toContain('index=joint')
    const shown = project.polyhead(...words.split(' '))
    expect([shown.code, shown.stdout], shown.stderr).toEqual([0, expect.stringContaining('pipeline: MTL_EXPR')])
  })

  test('check tells a pipeline that is not there where it is written', () => {
    const other = new Project('clarena-tree')
    other.write('tree/index/joint.yaml', other.read('tree/index/joint.yaml').replace('MTL_EXPR', 'MTL_EXP'))
    const { code, stdout } = other.polyhead(...entrance, 'check')
    other.remove()
    expect([code, stdout]).toEqual([1, expect.stringContaining('tree/index/joint.yaml:2:11  there is no pipeline')])
  })

  test('a hint of a saved model works when typed, whatever the folder of its run is called', () => {
    const saved = new Project('clarena-tree')
    const file = 'outputs/lr=0.1,x=2/saved_models/mtl_model.pth'
    saved.write(file, 'no weights')
    const run = (path: string) => saved.polyhead(...entrance, 'index=joint_eval', `model_path=${path}`, '--dry-run')
    const [, hint] = /model here: 'model_path=(.*)'/.exec(run('nothing.bin').stderr) ?? []
    expect(hint).toBe(`"${file}"`)
    expect(run(hint as string).stderr).toContain(`${file}: is no file of torch.save's`)
    saved.remove()
  })

  test('a mistake in a file is told with its line there', () => {
    const broken = new Project('clarena-tree')
    broken.write('tree/optimizer/sgd.yaml', '_target_: torch.optim.SGD\n_partial_: true\nlr: 0.1\nweight_deca: 0.0\n')
    const { code, stderr } = broken.polyhead(...entrance, 'index=joint', '--dry-run')
    expect(code).toBe(2)
    expect(stderr).toContain('tree/optimizer/sgd.yaml:4:1  optimizer.weight_deca is not a key')
    broken.remove()
  })

  test('check finds nothing wrong with it; --cfg job prints it as it was composed', () => {
    expect(polyhead('check')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 errors') })
    expect(polyhead('--cfg', 'job', 'index=joint', '-p', 'callbacks').stdout).toContain(
      '- _target_: clarena.callbacks.MTLPylogger',
    )
    const { stdout } = polyhead('explain', 'mtl_dataset.batch_size', 'index=joint')
    expect(stdout).toContain('tree/mtl_dataset/permuted_fashion_mnist.yaml:10')
  })

  test.skipIf(!installed && !required('fashion'))(
    'it trains, and is reproduced without the tree',
    () => {
      const short = ['trainer.max_epochs=1', 'trainer.limit_train_batches=2', 'trainer.limit_val_batches=1']
      const run = polyhead('index=single', ...short, 'output_dir=outputs/run')
      expect([run.code, run.stderr]).toEqual([0, expect.not.stringContaining('warning')])
      expect(project.files('outputs/run/saved_models')).toEqual(['outputs/run/saved_models/stl_model.safetensors'])
      expect(project.read('outputs/run/config.resolved.yaml')).toContain(
        'save_dir: ${hydra:runtime.output_dir}/results/',
      )
      expect(project.read('outputs/run/.hydra/config.yaml')).toContain('pipeline: STL_EXPR')
      expect(project.polyhead('reproduce', 'outputs/run').stdout).toContain('identical')
      expect(polyhead('index=single_eval', 'model_path=null').stderr).toContain('the newest saved model here: ')
      const near = polyhead('index=single_eval', 'model_path=outputs/run/saved_models/stl_modl.pth')
      expect(near.stderr).toContain("did you mean 'model_path=outputs/run/saved_models/stl_model.safetensors'?")
      const tested = polyhead('index=single_eval', 'output_dir=outputs/tested')
      expect([tested.code, tested.stderr]).toEqual([0, ''])
      expect(project.read('outputs/tested/results/acc.csv')).toBe(project.read('outputs/run/results/acc.csv'))
      // A directory of CLArena's has no run.json.
      for (const file of ['.hydra/config.yaml', 'saved_models/stl_model.safetensors']) {
        const to = join(project.dir, 'outputs/theirs', file)
        mkdirSync(dirname(to), { recursive: true })
        copyFileSync(join(project.dir, 'outputs/run', file), to)
      }
      const theirs = project.polyhead('eval', 'outputs/theirs', '--in', 'outputs/of_theirs')
      expect([theirs.code, theirs.stderr]).toEqual([0, ''])
      expect(project.read('outputs/of_theirs/results/acc.csv')).toBe(project.read('outputs/run/results/acc.csv'))
      const idle = project.polyhead('eval', 'outputs/theirs', 'optimizer.lr=1', 'trainer.max_epochs=3')
      expect([idle.code, idle.stderr]).toEqual([2, expect.stringContaining('optimizer.lr has no effect on the test')])
      expect(idle.stderr).toContain('trainer.max_epochs has no effect on the test')
      expect(JSON.parse(project.read('outputs/tested/run.json'))).toMatchObject({
        kind: 'eval',
        parent: { weights: 'saved_models/stl_model.safetensors' },
      })
    },
    60_000,
  )

  test.skipIf(!installed && !required('fashion'))(
    "its figures are CLArena's own",
    () => {
      const vector = JSON.parse(readFileSync(join(parityFolder, 'f_pipeline/short_sgd_seed1.json'), 'utf8'))
      const five = ['train_tasks=5', 'eval_tasks=5', 'mtl_dataset.cl_dataset.num_tasks=5']
      const few = ['trainer.max_epochs=1', 'trainer.limit_train_batches=10', 'trainer.limit_test_batches=1']
      const { code, stderr } = polyhead('index=joint', ...five, ...few, 'output_dir=outputs/five')
      expect([code, stderr]).toEqual([0, expect.anything()])
      const losses = column(project.read('outputs/five/metrics.csv'), 'train/loss_cls_batch')
      const expected = column(vector.metrics_csv, 'train/loss_cls_batch').slice(0, 10)
      expect(losses).toHaveLength(10)
      for (const [i, loss] of losses.entries()) expect(Math.abs(loss - (expected[i] as number))).toBeLessThan(1e-4)
    },
    60_000,
  )
})

test('lists of metrics, callbacks and loggers get names from their classes, in any config', async () => {
  const summary = '- _target_: polyhead.callbacks.ModelSummary\n'
  const own = writeTree({ 'callbacks/mine': `${summary}${summary}  max_depth: 1\n` })
  const configs = fileURLToPath(new URL('../../configs', import.meta.url))
  const composed = compose({ configDir: [own, configs], configName: 'config', overrides: ['callbacks=mine'] })
  const root = toPlain((await checkRun(composed, { outputDir: '/runs/one' })).plan.resolved) as Plain
  expect(root.callbacks).toEqual({
    model_summary: { _target_: 'polyhead.callbacks.ModelSummary', max_depth: -1 },
    model_summary_2: { _target_: 'polyhead.callbacks.ModelSummary', max_depth: 1 },
  })
})

function column(csv: string, name: string): number[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n')
  const at = header.split(',').indexOf(name)
  return lines.map((line) => line.split(',')[at] ?? '').flatMap((cell) => (cell === '' ? [] : Number(cell)))
}
