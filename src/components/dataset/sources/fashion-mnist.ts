import { join } from 'node:path'
import { fileError } from '../../../formats/file-error.js'
import { readIdx } from '../../../formats/idx.js'
import { ConfigError } from '../../../util/diagnostic.js'
import { ownCommand } from '../../../util/own-command.js'
import { sha256Beside } from '../../../util/sha256.js'
import { shellCommand } from '../../../util/shell-command.js'
import { dataFolder } from '../data-folder.js'
import { expandHome, findFile } from '../find-file.js'
import { memoryRows } from '../rows.js'
import type { DataSource, Split } from '../source.js'
import { checkByteLabels } from './byte-labels.js'
import { warnOfCount } from './other-count.js'

/** Where Debian's package `dataset-fashion-mnist` puts its files. */
const debianFolder = '/usr/share/datasets/fashion-mnist'

/** Checksums of the files as Zalando Research published them, decompressed. */
const parts = {
  train: {
    rows: 60_000,
    images: {
      name: 'train-images-idx3-ubyte',
      sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    },
  },
  test: {
    rows: 10_000,
    images: {
      name: 't10k-images-idx3-ubyte',
      sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
  },
}

/**
 * 60,000 + 10,000 images of clothes, 28×28 bytes, ten classes (Zalando Research).
 * @param root folder of the four IDX files, each as .gz or not, flat or in `FashionMNIST/raw`; null: `POLYHEAD_DATA`
 *   (else the cache of fetched data), then where Debian's package puts them.
 * @throws ConfigError where a file is missing, damaged or another one.
 */
export async function loadFashionMnist(root: string | null): Promise<DataSource> {
  const folders = searchFolders(root)
  const files = [parts.train.images, parts.train.labels, parts.test.images, parts.test.labels]
  const missing = files.filter(({ name }) => findFile(folders, name) === undefined)
  if (missing.length > 0) throw notFound(missing[0]?.name as string, folders, root)
  const [train, test] = await Promise.all([loadPart(folders, parts.train), loadPart(folders, parts.test)])
  return {
    name: 'fashion-mnist',
    shape: [28, 28, 1],
    scale: 255,
    classes: 10,
    classNames: null,
    train: train.split,
    test: test.split,
    files: [...train.files, ...test.files],
    warnings: [...train.warnings, ...test.warnings],
  }
}

/** Folders in which the files are looked for, in order. */
function searchFolders(root: string | null): string[] {
  const base = root === null ? dataFolder() : expandHome(root)
  const folders = [base, join(base, 'FashionMNIST', 'raw'), join(base, 'fashion-mnist')]
  return root === null ? [...folders, debianFolder] : folders
}

function notFound(name: string, folders: readonly string[], root: string | null): ConfigError {
  // Where a folder is named, no other is looked at.
  const hint =
    root === null
      ? `'${ownCommand()} data fetch fashion_mnist', or install Debian's package 'dataset-fashion-mnist', or name a folder that holds the files: ++dataset.root=DIR or POLYHEAD_DATA=DIR`
      : `name a folder that holds the files: ++dataset.root=DIR, or have them brought: ${shellCommand('data', 'fetch', 'fashion_mnist', '--root', root)}`
  return new ConfigError({
    code: 'missing-data',
    path: 'dataset.root',
    message: `Fashion-MNIST is not there: no ${name} (.gz or not) in ${folders.join(', ')}`,
    hint,
  })
}

/** A part of another size has no checksum to be held against. */
async function loadPart(folders: readonly string[], part: (typeof parts)['train']) {
  const images = await loadArray(folders, part.images, 3)
  const labels = await loadArray(folders, part.labels, 1)
  const [count, ...sides] = images.shape
  if (sides.join() !== '28,28') {
    throw fileError(images.file, `holds images of ${sides.join('×')}, but Fashion-MNIST's are 28×28`)
  }
  if (labels.data.length !== count) {
    throw fileError(labels.file, `holds ${labels.data.length} labels, but ${images.file} holds ${count} images`)
  }
  checkByteLabels(labels.data, labels.file, 10, labels.offset)
  const warnings = warnOfCount(images.file, count, part.rows, 'Fashion-MNIST')
  if (warnings.length === 0) {
    checkContent(images, part.images.sha256)
    checkContent(labels, part.labels.sha256)
  }
  const split: Split = { rows: memoryRows(images.data, 28 * 28), labels: labels.data }
  const files = [images, labels].map(({ name, digest }) => ({ name, sha256: digest, rows: count }))
  return { split, files, warnings }
}

async function loadArray(folders: readonly string[], { name }: { name: string }, dimensions: number) {
  const file = findFile(folders, name) as string
  const { bytes, data, shape, ...content } = await readIdx(file, { dimensions })
  const digest = content.gzipped ? await sha256Beside(bytes) : content.sha256
  return { name, file, data, shape, digest, offset: bytes.length - data.length }
}

/** Compares contents, not compressed files: these are compressed anew by those who distribute them. */
function checkContent({ file, digest }: { file: string; digest: string }, expected: string): void {
  if (digest === expected) return
  const notes = [`sha256 ${digest}, decompressed`, `expected ${expected}`]
  throw fileError(file, 'the checksum is wrong: this is not the Fashion-MNIST that was published, or it is damaged', {
    notes,
  })
}
