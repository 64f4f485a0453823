import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { toPlain } from '../../config/index.js'
import type { MapNode } from '../../config/node.js'
import type { StateDict } from '../../nn/parameter.js'
import type { Registry } from '../../registry/registry.js'
import { refuseLinks } from '../../rundir/refuse-links.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import { ConfigError } from '../../util/diagnostic.js'
import { shownPath } from '../../util/shown-path.js'
import { polyheadVersion } from '../../util/version.js'
import { checkRun } from '../check-run.js'
import { readWeights, type SavedWeights, type WhichWeights } from '../find-weights.js'
import { taskIds } from '../run-keys.js'
import { savedConfig } from '../saved-config.js'
import { activate, activationName, type ComponentConfig } from './export-activation.js'
import { exportBackbone } from './export-backbone.js'
import { LayersGraph, type Output } from './layers-graph.js'

/** What is exported of a run. */
export interface ExportOptions {
  cwd?: string
  registry?: Registry
  /** Default: all tasks of the run. */
  tasks?: readonly number[]
  /** Default: `export` in the run's directory. */
  out?: string
  /** Default: the best ones where they were saved, else the final ones. */
  weights?: WhichWeights
}

export interface ExportedTask {
  task: number
  classes: number
  /** One sample: `[features]` or `[height, width, channels]`. */
  inputShape: readonly number[]
  /** The `model.json`, absolute; `weights.bin` is beside it. */
  file: string
}

/**
 * Writes a LayersModel of TensorFlow.js for each task: backbone and head, from samples (images are `[rows, height,
 * width, channels]`) as the data set gave them, transformed, to logits.
 * @throws ConfigError where there are no weights, no such task, or the network cannot be written as layers: nothing is
 *   written then
 */
export async function exportRun(runDir: string, options: ExportOptions = {}): Promise<ExportedTask[]> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const weights = await readWeights(dir, options.weights)
  const settings = { cwd, registry: options.registry }
  const { plan, registry } = await checkRun(savedConfig(dir, settings)(), settings, { trained: true })
  const tasks = chosenTasks(plan.resolved, options.tasks)
  const models = tasks.map((task) => ({ task, ...buildModel(plan.resolved, registry, weights, task) }))
  if (options.out === undefined) refuseLinks(dir)
  const out = resolve(cwd, options.out ?? join(dir, 'export'))
  return models.map(({ task, classes, inputShape, json, data }) => {
    const folder = join(out, `task-${task}`)
    try {
      mkdirSync(folder, { recursive: true })
      // The weights first: where there is a model.json, all of it is there.
      writeFileAtomic(join(folder, 'weights.bin'), data)
      writeFileAtomic(join(folder, 'model.json'), `${JSON.stringify(json)}\n`)
    } catch (error) {
      const message = `cannot write '${shownPath(folder, cwd)}': ${(error as Error).message}`
      throw new ConfigError(
        { code: 'cannot-write', path: '', message, hint: 'name another folder: --out DIR' },
        { cause: error },
      )
    }
    return { task, classes, inputShape, file: join(folder, 'model.json') }
  })
}

function chosenTasks(root: MapNode, wanted: readonly number[] | undefined): readonly number[] {
  const trained = taskIds(root, 'train_tasks')
  const unknown = wanted?.find((task) => !trained.includes(task))
  if (unknown === undefined) return wanted ?? trained
  throw new ConfigError({
    code: 'no-such-task',
    path: '',
    message: `the run has no head for task ${unknown}`,
    notes: [`it was trained on tasks ${trained.join(', ')}`],
  })
}

function buildModel(root: MapNode, registry: Registry, { state, file, sha256 }: SavedWeights, task: number) {
  const backbone = plainMap(root, 'backbone')
  const dataset = plainMap(root, 'dataset')
  const target = String(backbone._target_)
  const inputShape = sampleShape(backbone, dataset)
  const graph = new LayersGraph(state, inputShape)
  const of = { task, tasks: taskIds(root, 'train_tasks') }
  const feature = exportBackbone(graph, registry.find(target)?.target ?? target, backbone, of)
  const left = graph.unused('backbone.')
  if (left.length > 0) throw graph.misfit(`no layer of the backbone has '${left.join("', '")}'`)
  const logits = exportHead(graph, feature, { task, state, config: plainMap(root, 'heads') })
  const { topology, weights } = graph.model(`task_${task}`, logits)
  const json = {
    format: 'layers-model',
    generatedBy: `polyhead ${polyheadVersion()}`,
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: {
      task,
      classes: logits.shape[0],
      weights: file,
      sha256,
      mean: dataset.mean,
      std: dataset.std,
    },
  }
  const data = Buffer.concat(weights.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)))
  return { classes: logits.shape[0] as number, inputShape, json, data }
}

/** What the network sees: an MLP takes what the data set gives, a network for images takes images. */
function sampleShape(backbone: ComponentConfig, dataset: Record<string, unknown>): readonly number[] {
  const given = backbone.image_shape ?? dataset.image_shape ?? [backbone.input_dim]
  return given as readonly number[]
}

interface SavedHead {
  task: number
  state: StateDict
  config: ComponentConfig
}

/** The linear layers of a task's head, with the activation between them. */
function exportHead(graph: LayersGraph, feature: Output, { task, state, config }: SavedHead): Output {
  const layers = headLayers(state, task)
  const wanted = (config.hidden_dims as readonly number[] | undefined)?.length ?? 0
  if (wanted !== layers.length - 1) {
    throw graph.misfit(`heads.hidden_dims names ${wanted} hidden layers, and the weights have ${layers.length - 1}`)
  }
  return layers.reduce((here, name, i) => {
    const output = graph.linear(here, name)
    if (i === layers.length - 1) return output
    return activate(graph, output, `${name}.activation`, activationName(config))
  }, feature)
}

/** Torch counts the activations between layers, too. */
function headLayers(state: StateDict, task: number): string[] {
  for (const name of [`heads.heads.${task}`, 'head.head']) {
    if (state.has(`${name}.weight`)) return [name]
    const layers: string[] = []
    while (state.has(`${name}.${2 * layers.length}.weight`)) layers.push(`${name}.${2 * layers.length}`)
    if (layers.length > 0) return layers
  }
  throw new ConfigError({
    code: 'cannot-export',
    path: 'heads',
    message: `the weights hold no head of linear layers of task ${task} ('heads.heads.${task}.weight' or '….0.weight')`,
    hint: 'heads of a plugin cannot be exported',
  })
}

function plainMap(root: MapNode, key: string): Record<string, unknown> {
  return toPlain(root.entries.get(key) ?? { kind: 'null', value: null }) as Record<string, unknown>
}
