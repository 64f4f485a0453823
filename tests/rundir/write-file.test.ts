import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFileAtomic } from '../../src/rundir/write-file.js'

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
