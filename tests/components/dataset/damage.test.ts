import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { PNG } from 'pngjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Project } from '../../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

const csv = `_target_: polyhead.datasets.Permuted
source: {name: csv, file: data.csv}
num_features: 2
image_shape: null
num_classes: 2
`
const idx = `_target_: polyhead.datasets.Permuted
source: {name: idx, images: images, labels: labels}
num_features: 4
image_shape: [2, 2, 1]
num_classes: 2
`
const images = `_target_: polyhead.datasets.Permuted
root: pictures
source: image_folder
num_features: 12
image_shape: [2, 2, 3]
num_classes: 2
`
const rows = '1,2,0\n3,4,1\n'
const good = {
  images: Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]),
  labels: Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 0, 1]),
}

/** Runs with one data set, expects exit code 2, one message and nothing written, and gives the message. */
function refused(config: string, files: Record<string, string | Uint8Array>): string {
  project.write('configs/dataset/mine.yaml', config)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(project.dir, name, '..'), { recursive: true })
    writeFileSync(join(project.dir, name), content)
  }
  const before = project.files()
  const { code, stdout, stderr } = project.polyhead('dataset=mine', 'trainer.max_epochs=1')
  expect(code, stderr).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(project.files()).toEqual(before)
  // One message: its first line, and lines that are indented or tell a checksum
  expect(stderr.trim().split('\n\n')).toHaveLength(1)
  return stderr
}

describe('a damaged file ends the run before it begins', () => {
  const cut = gzipSync(rows.repeat(100)).subarray(0, 40)
  it.each([
    ['truncated gzip', csv, { 'data.csv': cut }, 'data.csv: the gzip file is cut short'],
    [
      'wrong magic',
      idx,
      { ...good, images: Buffer.from('not an array') },
      'images at byte 0: is not an IDX file: it begins with 6e6f7420',
    ],
    [
      'wrong count',
      idx,
      { ...good, labels: Buffer.from([0, 0, 8, 1, 0, 0, 0, 1, 0]) },
      'labels: holds 1 labels, but images holds 2 images',
    ],
    [
      'label out of range',
      csv,
      { 'data.csv': `${rows}5,6,2\n` },
      'data.csv:3:5: the label is 2, but must be a class from 0 to 1',
    ],
    ['NaN', csv, { 'data.csv': `${rows}5,nan,1\n` }, "data.csv:3:3: 'nan' is not a finite number"],
    ['empty', csv, { 'data.csv': '' }, 'data.csv: the file is empty'],
    ['directory', csv, { 'data.csv/file': '' }, 'data.csv: is a folder, but should be a file'],
    [
      'wrong checksum',
      csv.replace('data.csv', `data.csv, sha256: ${'a'.repeat(64)}`),
      { 'data.csv': rows },
      'data.csv: the checksum is wrong',
    ],
    [
      'non-UTF-8',
      csv,
      { 'data.csv': Buffer.from([...Buffer.from(rows), 0xff, 0xfe, 0x2c]) },
      'data.csv:3:1: is not UTF-8 text',
    ],
    [
      'a PNG that is not one',
      images,
      { 'pictures/a/1.png': 'PNG', 'pictures/b/1.png': PNG.sync.write(new PNG({ width: 2, height: 2 })) },
      'pictures/a/1.png at byte 0: is neither a PNG nor a JPEG image',
    ],
    [
      'a huge header',
      idx,
      { ...good, images: Buffer.concat([Buffer.from([0, 0, 8, 3]), Buffer.alloc(12, 255), Buffer.alloc(100)]) },
      'images at byte 4: says that it is 4294967295×4294967295×4294967295',
    ],
    ['no such file', csv, {}, 'data.csv: there is no such file'],
  ])('%s', (_, config, files, message) => {
    expect(refused(config, files as Record<string, string | Uint8Array>)).toContain(message)
  })

  it.each([
    ['a file', csv, {}, 'configs/dataset/mine.yaml:2:27  dataset.source.file: data.csv: there is no such file'],
    ['an array', idx, {}, 'configs/dataset/mine.yaml:2:9  dataset.source: images: there is no such file'],
    ['a folder', images, {}, 'configs/dataset/mine.yaml:2:7  dataset.root: pictures: there is no such file'],
  ])('%s that is not there is traced to the line that named it', (_, config, files, message) => {
    expect(refused(config, files)).toContain(message)
  })

  it.each([
    ['a device without end', '/dev/zero', 'is not a regular file'],
    ['a folder', '/tmp', 'is a folder, but should be a file'],
  ])('%s is no data file', (_, file, message) => {
    expect(refused(csv.replace('data.csv', file), {})).toContain(`${file}: ${message}`)
  })

  it('a pipe is no data file, and is not waited for', () => {
    execFileSync('mkfifo', [join(project.dir, 'pipe.csv')])
    expect(refused(csv.replace('data.csv', 'pipe.csv'), {})).toContain('pipe.csv: is not a regular file')
  })

  it.skipIf(process.getuid?.() === 0)('no permission (not as root)', () => {
    project.write('data.csv', rows)
    chmodSync(join(project.dir, 'data.csv'), 0)
    expect(refused(csv, {})).toContain('data.csv: may not be read: permission denied')
  })
})

it('trains on the same files where they are whole', () => {
  project.write('configs/dataset/mine.yaml', `${csv}num_tasks: 2\nbatch_size: 4\n`)
  project.write('data.csv', rows.repeat(20))
  const { code, stderr } = project.polyhead('dataset=mine', 'trainer.max_epochs=1')
  expect(code, stderr).toBe(0)
})
