import type { TargetKind } from '../../../nn/losses/task-loss.js'
import { ConfigError } from '../../../util/diagnostic.js'
import { didYouMean } from '../../../util/suggest.js'
import type { DataSource } from '../source.js'
import type { CsvRequest } from './csv-source.js'
import { publishedIdxSets } from './published-idx-sets.js'
import type { SourceOptions, SourceParams, SourceSpec } from './source-params.js'
import { traced } from './traced.js'

type Load = (params: SourceParams, options: SourceOptions) => Promise<DataSource>

/** Each source's code is loaded when it is asked for. */
const loaders: Readonly<Record<string, Load>> = {
  optdigits: async (_, { root }) => (await import('./optdigits.js')).loadOptdigits(root),
  fashion_mnist: async (_, { root }) => (await import('./fashion-mnist.js')).loadFashionMnist(root),
  ...Object.fromEntries(
    publishedIdxSets.map((set): [string, Load] => [
      set.name,
      async (_, options) => (await import('./published-idx.js')).loadPublishedIdx(set, options),
    ]),
  ),
  mnist_10k: async (_, { root }) => (await import('./mnist-package.js')).loadMnistPackage(root),
  cifar10: async (_, { root }) => (await import('./cifar.js')).loadCifar('cifar10', root),
  cifar100: async (_, { root }) => (await import('./cifar.js')).loadCifar('cifar100', root),
  csv: async (params, options) => (await import('./csv-source.js')).loadCsvSource(params, options),
  idx: async (params, options) => (await import('./idx-source.js')).loadIdxSource(params, options),
  image_folder: async (params, options) => (await import('./image-folder.js')).loadImageFolder(params, options),
}

/** Torchvision's names, as CLArena's configs have them. */
const aliases: Readonly<Record<string, string>> = {
  'torchvision.datasets.MNIST': 'mnist',
  'torchvision.datasets.FashionMNIST': 'fashion_mnist',
  'torchvision.datasets.KMNIST': 'kmnist',
  'torchvision.datasets.CIFAR10': 'cifar10',
  'torchvision.datasets.CIFAR100': 'cifar100',
  'torchvision.datasets.mnist.MNIST': 'mnist',
  'torchvision.datasets.mnist.FashionMNIST': 'fashion_mnist',
  'torchvision.datasets.mnist.KMNIST': 'kmnist',
  'torchvision.datasets.cifar.CIFAR10': 'cifar10',
  'torchvision.datasets.cifar.CIFAR100': 'cifar100',
}

/** Names that a source may have in a config. */
export const sourceNames: readonly string[] = Object.keys(loaders)

/**
 * Opens a data set and checks its files.
 * @throws ConfigError where there is no such source, a key that it needs is not given, or a file is missing or damaged.
 */
export async function loadSource(spec: SourceSpec, options: SourceOptions): Promise<DataSource> {
  const params = typeof spec === 'string' ? { name: spec } : spec
  const name = Object.hasOwn(aliases, params.name) ? (aliases[params.name] as string) : params.name
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined
  if (load) {
    const { at, root } = options
    const named = params.root != null ? `${at}.root` : root === null ? at : 'dataset.root'
    return await traced(named, () => load(params, withRoot(params, options)))
  }
  const hint = didYouMean(name, sourceNames)
  throw new ConfigError({
    code: 'unknown-source',
    path: options.at,
    message: `there is no data source '${name}'`,
    hint,
    notes: [`known sources: ${sourceNames.join(', ')}`],
  })
}

/**
 * Opens the data set of each task. Tasks of one data set share it; tasks of one CSV table share its values, and their
 * labels are features of none.
 */
export async function loadSources(
  specs: ReadonlyMap<number, SourceSpec>,
  options: Omit<SourceOptions, 'at' | 'labelAt' | 'kind'> & {
    at: (taskId: number) => string
    labelAt?: (taskId: number) => string
    /** What each task is to predict. */
    kindOf: (taskId: number) => TargetKind
  },
): Promise<Map<number, DataSource>> {
  const firsts = new Map<string, number>()
  const keyOf = (taskId: number) => JSON.stringify([specs.get(taskId), options.kindOf(taskId)])
  for (const taskId of specs.keys()) {
    const key = keyOf(taskId)
    if (!firsts.has(key)) firsts.set(key, taskId)
  }
  const opened = new Map<string, DataSource>()
  const requests = new Map<string, CsvRequest>()
  for (const [key, taskId] of firsts) {
    const spec = specs.get(taskId) as SourceSpec
    const kind = options.kindOf(taskId)
    const own = { ...options, at: options.at(taskId), labelAt: options.labelAt?.(taskId), kind }
    if (typeof spec === 'string' || spec.name !== 'csv') opened.set(key, await loadSource(spec, own))
    else requests.set(key, { params: spec, options: withRoot(spec, own), owner: `task ${taskId}` })
  }
  if (requests.size > 0) {
    const tables = await (await import('./csv-source.js')).loadCsvSources([...requests.values()])
    for (const [i, key] of [...requests.keys()].entries()) opened.set(key, tables[i] as DataSource)
  }
  return new Map(Array.from(specs.keys(), (taskId) => [taskId, opened.get(keyOf(taskId)) as DataSource]))
}

function withRoot(params: SourceParams, options: SourceOptions): SourceOptions {
  return { ...options, root: params.root ?? options.root }
}
