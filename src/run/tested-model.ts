import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve as resolvePath } from 'node:path'
import { type Config, resolveOptions } from '../compose/index.js'
import { withQuotedValue } from '../compose/override/errors.js'
import { asTyped } from '../compose/tried-hints.js'
import { resolve } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode } from '../config/node.js'
import { backboneOf } from '../dialects/clarena/saved-model.js'
import { readSafetensors } from '../formats/safetensors.js'
import { readTorchFile } from '../formats/torch-file.js'
import type { StateDict } from '../nn/parameter.js'
import { runLayout } from '../rundir/layout.js'
import { LARGEST, readRunFile } from '../rundir/run-file.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { IrregularFile, readRegular } from '../util/read-regular.js'
import { sha256 } from '../util/sha256.js'
import { shownPath } from '../util/shown-path.js'
import { nearest } from '../util/suggest.js'
import type { SavedWeights } from './find-weights.js'
import type { JobFacts } from './job.js'
import type { Eval } from './purpose.js'
import { readSavedRoot } from './saved-config.js'
import { savedModels } from './saved-models.js'

/** A saved model that a config tests, and what it says of its network. */
export interface TestedModel {
  purpose: Eval
  backbone: MapNode
}

/**
 * The model that a config's `model_path` names: a file of PyTorch's, or of safetensors. A name that ends with `.pth`
 * stands for the `.safetensors` beside it, too, which is what runs here write.
 * @param config bound
 * @throws ConfigError where there is none, it is damaged, or does not tell its network
 */
export function readTestedModel(config: Config, facts: Pick<JobFacts, 'cwd' | 'now' | 'env'>): TestedModel {
  const node = config.root.entries.get('model_path')
  const value = node && entryAt(resolve(config.root, resolveOptions(config, facts)), 'model_path')
  const refuse = (message: string, hint?: string) =>
    new ConfigError({
      code: 'no-model',
      path: 'model_path',
      message,
      source: node?.source,
      hint,
    })
  const hint = (typed: string) => hintFor(typed, config.root, facts.cwd)
  if (value?.kind !== 'string' || value.value === '') {
    throw refuse('model_path must be the path of a saved model', hint(''))
  }
  const file = savedModelFile(resolvePath(facts.cwd, value.value))
  if (file === undefined) {
    throw refuse(`model_path: there is no file '${value.value}'`, hint(value.value))
  }
  try {
    const { weights, classes } = readModel(file, readWhole(file))
    const parent = runOf(file)
    const saved = parent === undefined ? undefined : backboneOfRun(parent, facts.cwd)
    const network = { shapes: new Map(Array.from(weights.state, ([name, { shape }]) => [name, shape])), classes }
    const known = classes.size === 0 ? saved : undefined
    const backbone = known?.backbone ?? backboneOf(network, shownPath(file, facts.cwd))
    const dir = parent ?? dirname(file)
    const named = { source: value.source ?? node?.source, networkOf: known && shownPath(known.config, facts.cwd) }
    return {
      purpose: { kind: 'eval', parent: dir, weights: { ...weights, file: relative(dir, file) }, named },
      backbone,
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(
      error.diagnostics.map((each) => ({ ...each, path: 'model_path', source: each.source ?? node?.source })),
      { cause: error },
    )
  }
}

/** The saved model that was probably meant, or the newest one. */
function hintFor(typed: string, root: MapNode, cwd: string): string {
  const pipeline = root.entries.get('pipeline')
  const single = pipeline?.kind === 'string' && pipeline.value.startsWith('STL')
  const found = savedModels(cwd, single ? 'stl_model' : 'mtl_model')
  const near = nearest(typed, found)
  // The name of a run's folder may be made of its overrides: lr=0.1,x=2.
  const asOverride = (file: string) => asTyped(withPath(file))
  if (near !== undefined) return `did you mean ${asOverride(near)}?`
  if (found[0] !== undefined) return `the newest saved model here: ${asOverride(found[0])}`
  return "a run with the callback SaveModels writes one into its folder 'saved_models'"
}

function withPath(file: string): string {
  const override = `model_path=${file}`
  return /^[\w@%+./\\-]+$/.test(file) ? override : withQuotedValue(override)
}

/** The file that a path of a model stands for; undefined where there is none. */
function savedModelFile(path: string): string | undefined {
  const own = path.replace(/\.(pth?|ckpt)$/, '.safetensors')
  return [path, own].find((file) => existsSync(file))
}

/**
 * The weights in a directory that CLArena wrote.
 * @throws ConfigError where it holds none
 */
export function readModelOfRun(dir: string): SavedWeights {
  const names = ['mtl_model', 'stl_model'].flatMap((name) => [`${name}.pth`, `${name}.safetensors`])
  const folders = ['saved_models', '.']
  const file = folders
    .flatMap((folder) => names.map((name) => join(dir, folder, name)))
    .find((path) => existsSync(path))
  if (file === undefined) {
    const message = `'${shownPath(dir)}' holds no weights: neither a run.json of a run here, nor CLArena's saved_models`
    throw new ConfigError({ code: 'no-weights', path: '', message })
  }
  return { ...readModel(file, readRunFile(dir, file, LARGEST.whole)).weights, file: relative(dir, file) }
}

function readModel(file: string, bytes: Uint8Array): { weights: SavedWeights; classes: ReadonlyMap<string, string> } {
  const shown = shownPath(file)
  const { tensors, classes } = file.endsWith('.safetensors')
    ? { ...readSafetensors(bytes, shown), classes: new Map<string, string>() }
    : readTorchFile(bytes, shown)
  const state: StateDict = new Map(tensors)
  return { weights: { state, file: basename(file), sha256: sha256(bytes) }, classes }
}

function readWhole(file: string): Uint8Array {
  try {
    return new Uint8Array(readRegular(file, { largest: LARGEST.whole }))
  } catch (error) {
    const why =
      error instanceof IrregularFile ? error.message : `cannot be read: ${(error as NodeJS.ErrnoException).code}`
    throw new ConfigError(
      { code: 'no-model', path: 'model_path', message: `'${shownPath(file)}' ${why}` },
      { cause: error },
    )
  }
}

/** Tensors that take what a data set gives, by the keys of a backbone that say how much. */
const INPUTS: Readonly<Record<string, string>> = {
  'backbone.input_dim': 'backbone.fc.0.weight',
  'backbone.input_channels': 'backbone.conv1.weight',
}

/** What is wrong with a network that a saved model has: its file is at fault, or the data set that goes with it. */
export function blameModel(diagnostics: readonly Diagnostic[], { purpose, backbone }: TestedModel): Diagnostic[] {
  return diagnostics.map((each) => {
    const key = each.path.replace(/^backbone\./, '')
    const isOfModel = each.path.startsWith('backbone.') && backbone.entries.has(key)
    if (!isOfModel || each.code !== 'dimension') return each
    const tensor = INPUTS[each.path]
    const shape = tensor === undefined ? undefined : purpose.weights.state.get(tensor)?.shape
    return {
      ...each,
      path: 'model_path',
      message: `model_path: '${purpose.weights.file}' does not fit the data set: its ${each.message}`,
      source: purpose.named?.source,
      hint: 'name the data set that it was trained on, or a model of this one',
      ...(shape && { notes: [`its '${tensor}' is [${shape.join(', ')}]`] }),
    }
  })
}

/**
 * The directory of the run that wrote a file: its own folder, or one above. Lightning keeps checkpoints three folders
 * below it, in those of a logger.
 */
function runOf(file: string): string | undefined {
  const folders = [dirname(file)]
  while (folders.length < 4) folders.push(dirname(folders.at(-1) as string))
  return folders.find(
    (dir) => existsSync(runLayout(dir).resolvedConfig) || existsSync(join(dir, '.hydra', 'config.yaml')),
  )
}

function backboneOfRun(dir: string, cwd: string): { backbone: MapNode; config: string } | undefined {
  const { resolvedConfig } = runLayout(dir)
  const config = existsSync(resolvedConfig) ? resolvedConfig : join(dir, '.hydra', 'config.yaml')
  const backbone = readSavedRoot(dir, config, cwd).entries.get('backbone')
  return backbone?.kind === 'map' ? { backbone, config } : undefined
}

/** Weights without the heads of other tasks than these. */
export function withHeadsOf(weights: SavedWeights, tasks: readonly number[]): SavedWeights {
  const own = [...weights.state].filter(([name]) => {
    const task = /^heads\.heads\.(\d+)\./.exec(name)?.[1]
    return task === undefined || tasks.includes(Number(task))
  })
  return { ...weights, state: new Map(own) }
}
