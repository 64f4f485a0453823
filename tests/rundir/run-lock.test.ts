import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockRun } from '../../src/rundir/run-lock.js'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'polyhead-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const locks = () => readdirSync(dir).filter((name) => name.startsWith('.lock'))
const put = (pid: number | undefined, start: string, host = hostname()) =>
  writeFileSync(join(dir, `.lock-${pid}-${start}@${host}`), '')

test('a lock is there until it is released', async () => {
  const lock = await lockRun(dir)
  expect(locks()).toHaveLength(1)
  await expect(lockRun(dir)).rejects.toThrow(`by process ${process.pid}`)
  lock.release()
  expect(locks()).toEqual([])
})

test('a process that has ended holds nothing, nor one that has its pid by chance', async () => {
  put(spawnSync(process.execPath, ['--version']).pid, '1')
  put(process.ppid, '1')
  const lock = await lockRun(dir)
  expect(locks()).toHaveLength(1)
  lock.release()
})

test.runIf(process.platform === 'linux')('a process that is alive holds it, and is named', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  try {
    const stat = spawnSync('cat', [`/proc/${child.pid}/stat`], { encoding: 'utf8' }).stdout
    put(child.pid, stat.split(' ')[21] as string)
    await expect(lockRun(dir)).rejects.toThrow(`is being written by process ${child.pid}: only one at a time may`)
    expect(locks()).toHaveLength(1)
  } finally {
    child.kill('SIGKILL')
  }
})

test('another machine is believed', async () => {
  put(17, '1', 'another-machine')
  await expect(lockRun(dir)).rejects.toThrow('by process 17 on another-machine')
})

test('of many processes that want it in one instant one gets it', async () => {
  const program = `
    import { lockRun } from ${JSON.stringify(new URL('../../src/rundir/run-lock.ts', import.meta.url).pathname)}
    lockRun(process.argv[2]).then(() => { console.log('mine'); setInterval(() => {}, 1000) }, () => console.log('refused'))
  `
  const { build } = await import('esbuild')
  const file = join(dir, 'lock.mjs')
  await build({
    stdin: { contents: program, resolveDir: dir },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
  })
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, [file, dir]))
  const said = await Promise.all(
    children.map(
      ({ stdout }) => new Promise<string>((resolve) => stdout.once('data', (data) => resolve(String(data).trim()))),
    ),
  )
  for (const child of children) child.kill('SIGKILL')
  expect(said.filter((word) => word === 'mine')).toHaveLength(1)
})
