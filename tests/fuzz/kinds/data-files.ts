import { deflateSync, gzipSync } from 'node:zlib'
import { PNG } from 'pngjs'
import type { Case, Entry } from '../case.js'
import { mutateBytes, mutateText } from '../mutate.js'
import type { Random } from '../random.js'

const CSV = `x,y,label\n${Array.from({ length: 12 }, (_, i) => `${i},-${i}.5,${i % 2}`).join('\n')}\n`
const IMAGES = Buffer.from([0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2, ...Array(16).keys()])
const LABELS = Buffer.from([0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1])

function picture(): Buffer {
  const png = new PNG({ width: 2, height: 2 })
  png.data.fill(100)
  return PNG.sync.write(png)
}

/** Another picture's data under the same header: more of it, or in other rows. */
function inflated(random: Random): Buffer {
  const bytes = picture()
  const data = deflateSync(Buffer.alloc(random.pick([0, 10, 1000, 20_000_000])))
  const at = bytes.indexOf('IDAT') - 4
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([bytes.subarray(0, at), length, Buffer.from('IDAT'), data, bytes.subarray(-16)])
}

function csv(random: Random): Entry[] {
  const changed = random.chance(0.5) ? mutateText(CSV, random) : mutateBytes(Buffer.from(CSV), random)
  return [{ path: 'data.csv', content: random.chance(0.1) ? gzipSync(changed) : changed }]
}

function idx(random: Random): Entry[] {
  const zip = random.chance(0.3) ? gzipSync : (bytes: Buffer) => bytes
  const which = random.below(3)
  return [
    {
      path: 'images',
      content: which === 1 ? LABELS : which === 2 ? mutateBytes(zip(IMAGES), random) : zip(mutateBytes(IMAGES, random)),
    },
    { path: 'labels', content: random.chance(0.5) ? LABELS : mutateBytes(LABELS, random) },
  ]
}

function pictures(random: Random): Entry[] {
  const changed = random.chance(0.3) ? inflated(random) : mutateBytes(picture(), random)
  return [
    { path: 'pictures/a/one.png', content: picture() },
    { path: 'pictures/b/two.png', content: changed },
    ...(random.chance(0.2) ? [{ path: 'pictures/b/three.png', content: { link: '/dev/zero' } }] : []),
  ]
}

const SOURCES = {
  csv: { config: 'source: {name: csv, file: data.csv}\nnum_features: 2\nimage_shape: null\n', files: csv },
  idx: {
    config: 'source: {name: idx, images: images, labels: labels}\nnum_features: 4\nimage_shape: [2, 2, 1]\n',
    files: idx,
  },
  pictures: {
    config: 'root: pictures\nsource: image_folder\nnum_features: 12\nimage_shape: [2, 2, 3]\n',
    files: pictures,
  },
} as const

/** A data set of two classes whose files are damaged. */
export function dataFiles(random: Random): Case {
  const { config, files } = SOURCES[random.pick(['csv', 'idx', 'pictures'] as const)]
  const text = `_target_: polyhead.datasets.Permuted\n${config}num_classes: 2\nbatch_size: 2\n`
  const ends = random.pick([['--dry-run'], ['trainer.max_epochs=1', 'hydra.run.dir=out']])
  return {
    files: [
      { path: 'configs/dataset/mine.yaml', content: random.chance(0.1) ? mutateText(text, random) : text },
      ...files(random),
    ],
    argv: ['dataset=mine', 'train_tasks=1', 'eval_tasks=1', '~callbacks.stop', ...ends],
  }
}
