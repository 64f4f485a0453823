import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeSafetensors } from '../../src/formats/safetensors.js'
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'

const installed = process.env.POLYHEAD_DATA !== undefined || existsSync('/usr/share/datasets/fashion-mnist')

type Shapes = Record<string, readonly number[]>

/** Of the network 784-8-4 with heads of three tasks. */
const FITS: Shapes = {
  'backbone.fc.0.weight': [8, 784],
  'backbone.fc.0.bias': [8],
  'backbone.fc.1.weight': [4, 8],
  'backbone.fc.1.bias': [4],
  ...heads(3, 10),
}

function heads(tasks: number, classes: number): Shapes {
  const ids = Array.from({ length: tasks }, (_, i) => i + 1)
  return Object.fromEntries(
    ids.flatMap((id) => [
      [`heads.heads.${id}.weight`, [classes, 4]],
      [`heads.heads.${id}.bias`, [classes]],
    ]),
  )
}

const without = (shapes: Shapes, pattern: RegExp): Shapes =>
  Object.fromEntries(Object.entries(shapes).filter(([name]) => !pattern.test(name)))

const network = 'outputs/run/.hydra/config.yaml'
const ofRun = `the network is that of ${network}: name a file that this run wrote`
const cases: [what: string, shapes: Shapes, about: string, hint: string][] = [
  [
    'fewer tasks',
    { ...without(FITS, /heads/), ...heads(2, 10) },
    "the saved weights lack 'heads.heads.3.weight'",
    'test the tasks that it has: eval_tasks=2',
  ],
  [
    'other classes',
    { ...FITS, ...heads(3, 5) },
    "the saved 'heads.heads.1.weight' is [5, 4], but the model's is [10, 4]",
    'name the data set that it was trained on',
  ],
  [
    'another width',
    { ...FITS, 'backbone.fc.0.weight': [6, 784] },
    "the saved 'backbone.fc.0.weight' is [6, 784], but the model's is [8, 784]",
    ofRun,
  ],
  ['a tensor too few', without(FITS, /fc\.0\.bias/), "the saved weights lack 'backbone.fc.0.bias'", ofRun],
  [
    'a tensor too many',
    { ...FITS, 'extra.weight': [3] },
    "the model has no 'extra.weight', but the saved weights do",
    ofRun,
  ],
  [
    'other names altogether',
    { weight: [10, 784], bias: [10] },
    "the saved weights lack 'backbone.fc.0.weight'",
    'save the whole module by torch.save(module, PATH)',
  ],
]

describe.skipIf(!installed && !required('fashion'))('a saved model of another network is one error', () => {
  let project: Project
  beforeAll(() => {
    project = new Project('clarena-tree')
    const backbone = '{_target_: clarena.backbones.MLP, input_dim: 784, hidden_dims: [8], output_dim: 4}'
    project.write(network, `pipeline: MTL_EXPR\nbackbone: ${backbone}\n`)
  })
  afterAll(() => project.remove())

  function tested(shapes: Shapes, file = 'outputs/run/saved_models/mtl_model.safetensors') {
    const tensors = Object.entries(shapes).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((product, side) => product * side, 1))
      return [name, { dtype: 'float32' as const, shape, data }] as const
    })
    const path = join(project.dir, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, writeSafetensors(new Map(tensors)))
    const args = ['--config-path', 'tree', '--config-name', 'entrance', 'index=joint_eval', '+backend=wasm']
    return project.polyhead(...args, `model_path=${file}`, '--dry-run')
  }

  test.each(cases)('%s', (_, shapes, about, hint) => {
    const { code, stderr } = tested(shapes)
    expect([code, stderr]).toEqual([2, expect.stringContaining('| model_path=outputs/run/saved_models')])
    expect(stderr).toContain(
      "model_path: the saved weights 'saved_models/mtl_model.safetensors' do not fit this config",
    )
    expect(stderr).toContain(about)
    expect(stderr).toContain(hint)
  })

  test('a checkpoint is of the run in whose folders of a logger it lies', () => {
    const { code, stderr } = tested(FITS, 'outputs/run/lightning_csv_logs/version_0/checkpoints/last.safetensors')
    expect([code, stderr]).toEqual([0, expect.anything()])
  })

  test('a network that takes other samples is told with the tensor that does', () => {
    const backbone = '{_target_: clarena.backbones.MLP, input_dim: 9, hidden_dims: [8], output_dim: 4}'
    project.write('outputs/nine/.hydra/config.yaml', `pipeline: MTL_EXPR\nbackbone: ${backbone}\n`)
    const file = 'outputs/nine/saved_models/mtl_model.safetensors'
    const { code, stderr } = tested({ ...FITS, 'backbone.fc.0.weight': [8, 9] }, file)
    expect([code, stderr]).toEqual([2, expect.stringContaining(`| model_path=${file}`)])
    expect(stderr).toContain('its backbone.input_dim is 9, but the data set declares 784 numbers in a sample')
    expect(stderr).toContain('name the data set that it was trained on, or a model of this one')
    expect(stderr).toContain("its 'backbone.fc.0.weight' is [8, 9]")
  })
})
