import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { CheckpointStore, DamagedCheckpoint } from '../../src/rundir/checkpoint-store.js'
import { temporaryOwner } from '../../src/rundir/write-file.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

let count = 0
let store: CheckpointStore
beforeEach(() => {
  store = new CheckpointStore(join(root, String(count++), 'checkpoints'))
})

const files = (text: string) =>
  new Map([
    ['a.json', Buffer.from(text)],
    ['b.safetensors', Buffer.from([1, 2, 3])],
  ])
const editManifest = (dir: string, edit: (files: Record<string, unknown>) => unknown) => {
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'))
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ ...manifest, files: edit(manifest.files) }))
}
const temporaries = () => readdirSync(store.folder).filter((name) => temporaryOwner(name)?.pid === process.pid)
const text = (name: string) => Buffer.from(store.read(name).get('a.json') as Uint8Array).toString()

test('keeps the last two steps beside the named ones, and reads back what was written', async () => {
  for (const step of [5, 10, 9, 100]) await store.saveStep(step, files(`at ${step}`))
  await store.replace('final', files('end'))
  expect(store.steps()).toEqual(['step-100', 'step-10'])
  expect(readdirSync(store.folder).sort()).toEqual(['final', 'step-10', 'step-100'])
  expect([text('step-100'), text('final')]).toEqual(['at 100', 'end'])
  await store.replace('final', files('another end'))
  expect(text('final')).toBe('another end')
})

test('nothing has its name before all of it is on the disk', async () => {
  await store.saveStep(1, files('one'))
  expect(store.steps()).toEqual([])
  expect(temporaries()).toHaveLength(1)
  await store.settled()
  expect(store.steps()).toEqual(['step-1'])
})

test.each([
  [
    'a file is cut short',
    (dir: string) => truncateSync(join(dir, 'a.json'), 1),
    'a.json has 1 bytes, but 3 were written',
  ],
  [
    'a byte is another',
    (dir: string) => writeFileSync(join(dir, 'b.safetensors'), Buffer.from([1, 2, 4])),
    'b.safetensors is not what was written',
  ],
  ['a file is gone', (dir: string) => rmSync(join(dir, 'b.safetensors')), 'is missing'],
  [
    'the manifest is cut short',
    (dir: string) => truncateSync(join(dir, 'manifest.json'), 20),
    'manifest.json is not JSON',
  ],
  ['the manifest is empty', (dir: string) => truncateSync(join(dir, 'manifest.json')), 'manifest.json is not JSON'],
  ['the manifest is gone', (dir: string) => rmSync(join(dir, 'manifest.json')), 'is missing'],
  [
    'the manifest is of another version',
    (dir: string) => writeFileSync(join(dir, 'manifest.json'), '{"format":2,"files":{}}'),
    'format is not 1',
  ],
  [
    'the manifest names a file elsewhere',
    (dir: string) => editManifest(dir, (files) => ({ ...files, '../../../dev/zero': files['a.json'] })),
    'manifest.json is damaged: files',
  ],
  [
    'the manifest has a value of another type',
    (dir: string) => editManifest(dir, () => ({ 'a.json': { bytes: '3', sha256: [] } })),
    'manifest.json is damaged: files.a.json.bytes is no integer',
  ],
  [
    'a file is a link',
    (dir: string) => {
      rmSync(join(dir, 'a.json'))
      symlinkSync('/dev/zero', join(dir, 'a.json'))
    },
    'is a link',
  ],
])('a checkpoint is damaged where %s', async (_, damage, message) => {
  await store.saveStep(1, files('one'))
  await store.settled()
  damage(join(store.folder, 'step-1'))
  expect(() => store.read('step-1')).toThrow(DamagedCheckpoint)
  expect(() => store.read('step-1')).toThrow(message)
  store.setAside('step-1')
  expect(store.steps()).toEqual([])
  expect(existsSync(join(store.folder, 'step-1.damaged'))).toBe(true)
  await store.saveStep(1, files('new'))
  await store.settled()
  store.setAside('step-1')
  expect(readdirSync(store.folder).sort()).toEqual(['step-1.damaged', 'step-1.damaged-2'])
})

test('a checkpoint that cannot be written leaves nothing, and those before stay', async () => {
  await store.saveStep(1, files('one'))
  await store.settled()
  const withFolder = new Map([...files('two'), ['no/such/folder', Buffer.from('x')]])
  await expect(store.saveStep(2, withFolder)).rejects.toThrow('ENOENT')
  expect(readdirSync(store.folder)).toEqual(['step-1'])
  await store.saveStep(3, files('three'))
  for (const name of temporaries()) rmSync(join(store.folder, name), { recursive: true })
  await expect(store.settled()).rejects.toThrow('ENOENT')
  expect(readFileSync(join(store.folder, 'step-1', 'a.json'), 'utf8')).toBe('one')
})
