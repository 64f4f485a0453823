import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileError } from '../../../formats/file-error.js'
import { decodeImage } from '../../../formats/images.js'
import { openError, readContent } from '../../../formats/read-file.js'
import type { PreparedFile } from '../../../training/dataset.js'
import type { Diagnostic } from '../../../util/diagnostic.js'
import { shortList } from '../../../util/short-list.js'
import { expandHome } from '../find-file.js'
import { createImageFit } from '../image-fit.js'
import type { Rows } from '../rows.js'
import { memoryRows } from '../rows.js'
import type { DataSource, Split } from '../source.js'
import type { SourceOptions, SourceParams } from './source-params.js'
import { defaultMemoryLimit, missingKey } from './source-params.js'

/** An image and its class. */
interface ImageFile {
  path: string
  /** Relative to the folder. */
  name: string
  label: number
}

/**
 * A folder with a folder of PNG or JPEG images for each class: `root/<class>/*.png`, or `root/train/<class>` with
 * `root/test/<class>`, `root/val/<class>` or both. Classes are numbered in the order of their names. Images that take
 * more than the memory limit are decoded while training.
 * @throws ConfigError where there are no images, one is damaged, or they differ in size and no `size` is given.
 */
export async function loadImageFolder(params: SourceParams, options: SourceOptions): Promise<DataSource> {
  if (options.root === null) throw missingKey('image_folder', 'root', 'the folder of images', options)
  const root = expandHome(options.root)
  const folders = await listFolders(root)
  const others = { validation: ['val', 'valid', 'validation'], test: ['test'] } as const
  const folderOf = (part: keyof typeof others) => others[part].find((name) => folders.includes(name))
  const [validationFolder, testFolder] = [folderOf('validation'), folderOf('test')]
  const split = folders.includes('train') && (validationFolder ?? testFolder) !== undefined
  const skipped: string[] = []
  if (split) {
    const known: unknown[] = ['train', validationFolder, testFolder]
    for (const name of folders) if (!known.includes(name)) skipped.push(join(root, name))
  }
  const classes = split ? await listFolders(join(root, 'train')) : folders
  const train = await loadPart(split ? join(root, 'train') : root, classes, { params, options, skipped })
  const other = async (name: string | undefined) => {
    if (!split || name === undefined) return undefined
    const folder = join(root, name)
    const known = new Set(classes)
    for (const each of await listFolders(folder)) if (!known.has(each)) skipped.push(join(folder, each))
    return await loadPart(folder, classes, { params, options, skipped, size: train.size })
  }
  const [validation, test] = [await other(validationFolder), await other(testFolder)]
  const channels = params.channels ?? 3
  return {
    name: root,
    shape: [...train.size, channels],
    scale: 255,
    classes: classes.length,
    classNames: classes,
    classesAreFound: true,
    train: train.split,
    test: test?.split ?? null,
    validation: validation?.split,
    files: [train, validation, test].flatMap((part) => part?.file ?? []),
    warnings: leftOut(skipped),
  }
}

/** Nothing is left out in silence: what is no image that can be read, and what is no class of the training images. */
function leftOut(skipped: readonly string[]): Diagnostic[] {
  if (skipped.length === 0) return []
  const message = `left out, for they are no PNG or JPEG images or no classes that train has: ${shortList(skipped, 5)}`
  return [{ code: 'files-left-out', severity: 'warning', path: '', message }]
}

type Size = readonly [height: number, width: number]

interface PartOptions {
  params: SourceParams
  options: SourceOptions
  /** Takes what is left out. */
  skipped: string[]
  size?: Size
}

async function loadPart(
  folder: string,
  classes: readonly string[],
  { params, options, skipped, size: known }: PartOptions,
) {
  const images = await listImages(folder, classes, skipped)
  const size = params.size ?? known ?? (await sizeOf(images[0] as ImageFile))
  const channels = params.channels ?? 3
  const width = size[0] * size[1] * channels
  const decode = async ({ path }: ImageFile, into: Uint8Array, offset: number) => {
    const { bytes, sha256 } = await readContent(path)
    const image = decodeImage(bytes, path)
    if (!params.size && (image.height !== size[0] || image.width !== size[1])) {
      const hint = 'bring all images to one size: {name: image_folder, size: [height, width]}'
      const message = `is ${image.height}×${image.width} pixels, but others are ${size.join('×')}`
      throw fileError(path, message, { hint })
    }
    place(image, into, offset)
    return sha256
  }
  const place = createImageFit(size, channels)
  const inMemory = images.length * width <= (options.memoryLimit ?? defaultMemoryLimit)
  const memory = new Uint8Array(inMemory ? images.length * width : width)
  const hash = createHash('sha256')
  // Every image is decoded once, so that a damaged one is found before the run begins.
  for (const [row, image] of images.entries()) {
    hash.update(`${image.name}\0${await decode(image, memory, inMemory ? row * width : 0)}\n`)
  }
  const onDisk: Rows = {
    count: images.length,
    width,
    async fetch(rows) {
      const data = new Uint8Array(rows.length * width)
      for (const [i, row] of rows.entries()) await decode(images[row] as ImageFile, data, i * width)
      return data
    },
  }
  const file: PreparedFile = { name: folder, sha256: hash.digest('hex'), rows: images.length }
  const split: Split = {
    rows: inMemory ? memoryRows(memory, width) : onDisk,
    labels: Int32Array.from(images, ({ label }) => label),
  }
  return { split, file, size }
}

async function sizeOf({ path }: ImageFile): Promise<Size> {
  const { height, width } = decodeImage((await readContent(path)).bytes, path)
  return [height, width]
}

async function listImages(folder: string, classes: readonly string[], skipped: string[]): Promise<ImageFile[]> {
  const images: ImageFile[] = []
  for (const [label, name] of classes.entries()) {
    const entries = await list(join(folder, name))
    const files: string[] = []
    for (const entry of entries) {
      if (/\.(png|jpe?g)$/i.test(entry.name)) files.push(entry.name)
      else if (!entry.name.startsWith('.')) skipped.push(join(folder, name, entry.name))
    }
    if (files.length === 0) throw fileError(join(folder, name), 'the folder of a class holds no PNG or JPEG images')
    for (const file of files.sort()) {
      images.push({ path: join(folder, name, file), name: `${name}/${file}`, label })
    }
  }
  return images
}

async function listFolders(folder: string): Promise<string[]> {
  const entries = await list(folder)
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
  if (folders.length > 0) return folders.sort()
  throw fileError(folder, 'holds no folders: there should be one for each class, with its images')
}

async function list(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR')
      throw fileError(folder, 'should be a folder', { cause: error })
    throw openError(folder, error)
  }
}
