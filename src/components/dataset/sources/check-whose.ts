import { createHash } from 'node:crypto'
import { basename, dirname, resolve } from 'node:path'
import { fileError } from '../../../formats/file-error.js'
import type { Diagnostic } from '../../../util/diagnostic.js'
import type { DataSource } from '../source.js'

/** A data set whose files have the names, counts and labels of others'. */
interface Published {
  title: string
  /** Of its training images, decompressed; undefined: it is not known. */
  content?: string
  /** Of the compressed file, as it was published, and as others compress it. */
  compressed: readonly string[]
}

const published: Readonly<Record<string, Published>> = {
  mnist: {
    title: 'MNIST',
    content: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    compressed: ['440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'],
  },
  fashion_mnist: {
    title: 'Fashion-MNIST',
    content: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    compressed: ['3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
  },
  kmnist: {
    title: 'KMNIST',
    compressed: ['51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'],
  },
}

/**
 * Whose training images a file holds, by its checksum, and else by its folder's name.
 * @param name of the data set that it is read as
 * @param file of its training images
 * @returns warnings, where it is not known whose they are but that they are not the data set's
 * @throws ConfigError where they are another one's
 */
export function checkWhose(name: string, source: DataSource, file: string): Diagnostic[] {
  const own = Object.hasOwn(published, name) ? (published[name] as Published) : undefined
  if (!own) return []
  const digest = source.files[0]?.sha256 as string
  const isOf = ({ content, compressed }: Published, sum: string) => content === sum || compressed.includes(sum)
  // A file that is not compressed has the checksum of its content.
  const sums = isOf(own, digest) ? [digest] : [digest, contentDigest(source)]
  if (sums.some((sum) => isOf(own, sum))) return []
  const other = Object.values(published).find((each) => sums.some((sum) => isOf(each, sum)))
  if (other) {
    const hint = `name a folder that holds ${own.title}'s (++dataset.root=DIR)`
    throw fileError(file, `is ${other.title}'s, whose files have the same names as ${own.title}'s`, { hint })
  }
  const named = namedAfter(file)
  if (named && named !== own) {
    const message = `lies in a folder of ${named.title}'s by its name, and its checksum is not that of ${own.title}'s`
    const hint = `if they are images of your own, give the folder a name that is not '${basename(folderOf(file))}'`
    throw fileError(file, `${message}: the files of both have the same names`, { hint })
  }
  if (own.content === undefined) return []
  const others = Object.values(published).filter((each) => each !== own)
  const message = `${file} is not ${own.title} as it was published, or it is damaged: its checksum is another`
  const hint = `are they another data set's images? The files of ${others.map(({ title }) => title).join(' and ')} have the same names`
  return [{ code: 'other-data', severity: 'warning', path: 'dataset.root', message, hint }]
}

/** A file's folder, or the one around its `raw`. */
function folderOf(file: string): string {
  const folder = dirname(resolve(file))
  return basename(folder) === 'raw' ? dirname(folder) : folder
}

/** The data set that a file's folder is named after. */
function namedAfter(file: string): Published | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const name = plain(basename(folderOf(file)))
  return Object.values(published).find(({ title }) => plain(title) === name)
}

/** Of the training images' file, decompressed; empty where they stay on disk. */
function contentDigest({ train: { rows }, shape }: DataSource): string {
  if (!rows.memory) return ''
  const header = Buffer.from([0, 0, 8, 3, ...Array(12).fill(0)])
  for (const [i, side] of [rows.count, ...shape.slice(0, 2)].entries()) header.writeUInt32BE(side, 4 + 4 * i)
  return createHash('sha256').update(header).update(rows.memory).digest('hex')
}
