import { open } from 'node:fs/promises'
import { fileError } from '../../../formats/file-error.js'
import { checkIdxLength, readIdx, readIdxHeader } from '../../../formats/idx.js'
import { openError, statFile } from '../../../formats/read-file.js'
import type { PreparedFile } from '../../../training/dataset.js'
import { sha256OfStream } from '../../../util/sha256-stream.js'
import { fileRows } from '../file-rows.js'
import type { Rows } from '../rows.js'
import { memoryRows } from '../rows.js'
import type { DataSource, Split } from '../source.js'
import { checkByteLabels } from './byte-labels.js'
import { checkExpected } from './check-expected.js'
import { resolveFile } from './resolve-file.js'
import type { SourceOptions, SourceParams } from './source-params.js'
import { defaultMemoryLimit, missingKey } from './source-params.js'

/** An array of an IDX file: in memory, or read row by row. */
interface Opened {
  path: string
  shape: readonly number[]
  rows: Rows
  file: PreparedFile
}

/**
 * Images and labels in IDX files, gzip or not. Images that take more than the memory limit, and are not compressed,
 * stay on disk.
 * @throws ConfigError where a file is missing or damaged, or images and labels do not go together.
 */
export async function loadIdxSource(params: SourceParams, options: SourceOptions): Promise<DataSource> {
  const { images, labels, test_images, test_labels } = params
  if (!images) throw missingKey('idx', 'images', 'a file of images', options)
  if (!labels) throw missingKey('idx', 'labels', 'a file of their classes', options)
  const train = await loadPart(images, labels, options)
  if (params.sha256) checkExpected(resolveFile(images, options.root), train.files[0]?.sha256 as string, params.sha256)
  const test = test_images && test_labels ? await loadPart(test_images, test_labels, options) : undefined
  if (test && test.shape.join() !== train.shape.join()) {
    const path = resolveFile(test_images as string, options.root)
    throw fileError(
      path,
      `holds images of ${test.shape.join('×')}, but those for training are ${train.shape.join('×')}`,
    )
  }
  return {
    name: images,
    shape: train.shape,
    scale: 255,
    classes: options.classes ?? Math.max(train.classes, test?.classes ?? 0),
    classNames: null,
    classesAreFound: options.classes === undefined,
    train: train.split,
    test: test?.split ?? null,
    files: [...train.files, ...(test?.files ?? [])],
  }
}

async function loadPart(images: string, labels: string, options: SourceOptions) {
  const pixels = await openIdx(images, [3, 4], options)
  const path = resolveFile(labels, options.root)
  const read = await readIdx(path, { dimensions: 1 })
  const count = read.data.length
  if (count !== pixels.shape[0]) {
    throw fileError(path, `holds ${count} labels, but ${pixels.path} holds ${pixels.shape[0]} images`)
  }
  checkByteLabels(read.data, path, options.classes ?? 256, read.bytes.length - count)
  const [, height = 1, width = 1, channels = 1] = pixels.shape
  const split: Split = { rows: pixels.rows, labels: read.data }
  const classes = read.data.reduce((most, label) => Math.max(most, label + 1), 0)
  return {
    shape: [height, width, channels],
    split,
    classes,
    files: [pixels.file, { name: labels, sha256: read.sha256, rows: count }],
  }
}

async function openIdx(name: string, dimensions: readonly number[], options: SourceOptions): Promise<Opened> {
  const path = resolveFile(name, options.root)
  const { size } = statFile(path)
  const start = await readStart(path, 64)
  const gzipped = start[0] === 0x1f && start[1] === 0x8b
  if (!gzipped && size > (options.memoryLimit ?? defaultMemoryLimit)) {
    const header = readIdxHeader(start, path, { dimensions })
    checkIdxLength(path, header, size)
    const rows = fileRows(path, { ...header, count: header.shape[0] as number })
    const file = { name, sha256: await sha256OfStream(path), rows: rows.count }
    return { path, shape: header.shape, rows, file }
  }
  const { data, shape, sha256 } = await readIdx(path, { dimensions })
  const count = shape[0] as number
  return { path, shape, rows: memoryRows(data, data.length / count), file: { name, sha256, rows: count } }
}

async function readStart(path: string, length: number): Promise<Uint8Array> {
  const handle = await open(path).catch((error) => {
    throw openError(path, error)
  })
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
