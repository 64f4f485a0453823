import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFileAtomic, writeFilesAtomic } from '../../src/rundir/write-file.js'

test('a file is replaced whole, and a failure leaves neither half a file nor a temporary one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-write-'))
  try {
    writeFileAtomic(join(folder, 'a'), 'one')
    writeFileAtomic(join(folder, 'a'), new Uint8Array([116, 119, 111]))
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('two')
    mkdirSync(join(folder, 'taken'))
    expect(() => writeFileAtomic(join(folder, 'taken'), 'x')).toThrow()
    expect(readdirSync(folder).sort()).toEqual(['a', 'taken'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('several files are put in their places at once, and a failure leaves no temporary one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-write-'))
  const at = (name: string) => join(folder, name)
  try {
    await writeFilesAtomic(folder, new Map([at('a'), at('b')].map((path) => [path, path])))
    for (const name of ['a', 'b']) expect(readFileSync(at(name), 'utf8')).toBe(at(name))
    mkdirSync(at('taken'))
    await expect(writeFilesAtomic(folder, new Map([at('c'), at('taken')].map((path) => [path, 'x'])))).rejects.toThrow()
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'c', 'taken'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
