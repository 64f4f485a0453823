import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileError } from '../../../formats/file-error.js'
import { readContent } from '../../../formats/read-file.js'
import type { PreparedFile } from '../../../training/dataset.js'
import { ConfigError } from '../../../util/diagnostic.js'
import { dataFolder } from '../data-folder.js'
import { expandHome, findFile } from '../find-file.js'
import { memoryRows } from '../rows.js'
import type { DataSource, Split } from '../source.js'

/** Pixels of an image, 32×32. */
const PIXELS = 32 * 32
const CHANNELS = 3

/** How the binary version of a data set is published. */
interface Published {
  title: string
  classes: number
  /** Folder of the archive. */
  folder: string
  /** That of the version for Python. */
  python: string
  /** Labels before each image, of which the last one counts. */
  labels: number
  train: readonly string[]
  /** Images in each file for training; the test has 10,000. */
  rows: number
  test: string
}

const published = {
  cifar10: {
    title: 'CIFAR-10',
    classes: 10,
    folder: 'cifar-10-batches-bin',
    python: 'cifar-10-batches-py',
    labels: 1,
    train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`),
    rows: 10_000,
    test: 'test_batch.bin',
  },
  cifar100: {
    title: 'CIFAR-100',
    classes: 100,
    folder: 'cifar-100-binary',
    python: 'cifar-100-python',
    // The first is the class of classes.
    labels: 2,
    train: ['train.bin'],
    rows: 50_000,
    test: 'test.bin',
  },
} as const satisfies Record<string, Published>

/**
 * 50,000 + 10,000 colour images, 32×32 (A. Krizhevsky), from the binary version's files.
 * @param root folder of the files, each as .gz or not, or of the archive's folder; null: `POLYHEAD_DATA`.
 * @throws ConfigError where a file is missing, damaged or not as large as it was published.
 */
export async function loadCifar(name: keyof typeof published, root: string | null): Promise<DataSource> {
  const set: Published = published[name]
  const base = root === null ? dataFolder() : expandHome(root)
  const folders = [join(base, set.folder), base]
  const paths = [...set.train, set.test].map((file) => findFile(folders, file))
  const missing = paths.indexOf(undefined)
  if (missing >= 0) throw notFound(set, [...set.train, set.test][missing] as string, { base, folders, root })
  const trainPaths = paths.slice(0, -1) as string[]
  const train = await readFiles(set, trainPaths, { name, rows: set.rows })
  const test = await readFiles(set, paths.slice(-1) as string[], { name, rows: 10_000 })
  return {
    name,
    shape: [32, 32, CHANNELS],
    scale: 255,
    classes: set.classes,
    classNames: null,
    train: train.split,
    test: test.split,
    files: [...train.files, ...test.files],
  }
}

async function readFiles(
  set: Published,
  paths: readonly string[],
  { name, rows }: { name: string; rows: number },
): Promise<{ split: Split; files: PreparedFile[] }> {
  const images = new Uint8Array(paths.length * rows * PIXELS * CHANNELS)
  const labels = new Uint8Array(paths.length * rows)
  const files: PreparedFile[] = []
  const length = set.labels + PIXELS * CHANNELS
  for (const [number, path] of paths.entries()) {
    const { bytes, sha256 } = await readContent(path)
    if (bytes.length !== rows * length) {
      const message = `holds ${bytes.length} bytes, but ${set.title}'s ${rows} images in it take ${rows * length}`
      throw fileError(path, message)
    }
    const first = number * rows
    for (let row = 0; row < rows; row++) {
      const at = row * length + set.labels - 1
      const label = bytes[at] as number
      if (label >= set.classes) {
        const message = `the label of image ${row} is ${label}, but must be a class from 0 to ${set.classes - 1}`
        throw fileError(path, message, { place: { byte: at } })
      }
      labels[first + row] = label
      interleave(bytes, at + 1, images, (first + row) * PIXELS * CHANNELS)
    }
    files.push({ name: `${name}/${path.replace(/^.*[/\\]/, '').replace(/\.gz$/, '')}`, sha256, rows })
  }
  return { split: { rows: memoryRows(images, PIXELS * CHANNELS), labels }, files }
}

/** Red, then green, then blue planes become pixels of three. */
function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  for (let channel = 0; channel < CHANNELS; channel++) {
    const plane = from + channel * PIXELS
    for (let i = 0; i < PIXELS; i++) pixels[to + i * CHANNELS + channel] = planes[plane + i] as number
  }
}

function notFound(
  { title, python, folder }: Published,
  file: string,
  { base, folders, root }: { base: string; folders: readonly string[]; root: string | null },
): ConfigError {
  const notes = existsSync(join(base, python))
    ? [`'${python}' is there, which is the version for Python: the binary version is read, '${folder}'`]
    : []
  return new ConfigError({
    code: 'missing-data',
    path: 'dataset.root',
    message: `${title} is not there: no ${file} (.gz or not) in ${folders.join(', ')}`,
    hint: `name a folder that holds its binary version: ++dataset.root=DIR${root === null ? ' or POLYHEAD_DATA=DIR' : ''}`,
    notes,
  })
}
