import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WireComparison } from '../../src/browser/ui/wire.js'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'
import { Served } from './served.js'

let project: Project
beforeAll(() => {
  project = new Project()
  project.write('runs/first/run.json', JSON.stringify(runRecord()))
})
afterAll(() => project.remove())

test('Ctrl-C ends it cleanly, also while a page is open', async () => {
  const served = await Served.start(project.dir)
  const events = await served.get('/api/events')
  expect(events.status).toBe(200)
  expect(await served.stop('SIGINT')).toBe(0)
})

test('a port that is taken is one clear error with a way out', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
  const { port } = other.address() as { port: number }
  const { code, stderr } = project.polyhead('ui', '--port', String(port))
  other.close()
  expect(code).toBe(2)
  expect(stderr).toContain(`port ${port} of 127.0.0.1 is taken`)
  expect(stderr).toContain('--port 0')
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('a port beyond all ports, an address of another machine and a folder that is not there are refused', () => {
  expect(project.polyhead('ui', '--port', '70000')).toMatchObject({ code: 2, stdout: '' })
  const { code, stderr } = project.polyhead('ui', '--port', '0', '--host', '192.0.2.1')
  expect([code, stderr]).toEqual([2, expect.stringContaining("'192.0.2.1' is no address of this machine")])
  expect(project.polyhead('ui', 'nowhere')).toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere') })
})

test('a condition that cannot be read is told with what it should be', async () => {
  const served = await Served.start(project.dir)
  try {
    const response = await served.get('/api/runs?where=optimizer.lrr<1')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ message: "no run here has 'optimizer.lrr'" })
  } finally {
    await served.stop()
  }
})

test('more runs than are compared are refused, not left out', async () => {
  const served = await Served.start(project.dir)
  try {
    const names = Array.from({ length: 101 }, (_, i) => `run=${i}`)
    const response = await served.get(`/api/compare?${names.join('&')}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ message: 'at most 100 runs are compared, not 101' })
  } finally {
    await served.stop()
  }
})

test('what happens to runs is told as it happens', async () => {
  const served = await Served.start(project.dir)
  const stream = (await served.get('/api/events')).body as ReadableStream<Uint8Array>
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  const hear = async (text: string) => {
    while (!heard.includes(text)) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`ended before '${text}' was heard: ${heard}`)
      heard += value
    }
  }
  try {
    const process = { pid: globalThis.process.pid, host: (await import('node:os')).hostname() }
    project.write('runs/second/run.json', JSON.stringify(runRecord({ status: 'running', process })))
    await hear('"type":"runs"')
    project.write('runs/second/metrics.csv', 'loss,step\n1,0\n')
    await hear('{"type":"metrics","dir":"runs/second"}')
    project.write('runs/second/run.log', 'a line\n')
    await hear('{"type":"log","dir":"runs/second"}')
    const metrics = await served.json<{ series: object[] }>('/api/metrics?run=runs/second')
    project.write('runs/second/notes.json', JSON.stringify({ name: 'from elsewhere', tags: [], notes: '' }))
    await expect.poll(() => noteOf(served, 'runs/second')).toBe('from elsewhere')
    expect(metrics.series).toEqual([{ name: 'loss', total: 1, exact: true, steps: [0], epochs: [null], values: [1] }])
  } finally {
    await reader.cancel()
    await served.stop()
  }
})

async function noteOf(served: Served, run: string): Promise<string | undefined> {
  const { notes } = await served.json<{ notes: Record<string, { name: string }> }>('/api/runs')
  return notes[run]?.name
}

test.runIf(existsSync('/proc/self/fd'))('asking for the headers of a file leaves nothing open', async () => {
  project.write('runs/second/empty.txt', '')
  const served = await Served.start(project.dir)
  const opened = () => readdirSync(`/proc/${served.pid}/fd`).length
  try {
    const ask = (file: string) => {
      const headers = { cookie: served.cookie }
      return fetch(`${served.origin}/file?run=runs/second&path=${file}`, { method: 'HEAD', headers })
    }
    const { status, headers } = await ask('run.json')
    expect([status, Number(headers.get('content-length'))]).toEqual([200, project.read('runs/second/run.json').length])
    const before = opened()
    for (let i = 0; i < 30; i++) expect((await ask(i % 2 === 0 ? 'run.json' : 'empty.txt')).status).toBe(200)
    expect(opened()).toBeLessThan(before + 10)
    expect(await (await served.get('/file?run=runs/second&path=empty.txt')).text()).toBe('')
  } finally {
    await served.stop()
  }
})

test('a compared run that is damaged or gone is named, and the others are compared', async () => {
  project.write('broken/run.json', '{"kind": "train"')
  const served = await Served.start(project.dir)
  try {
    const found = await served.json<WireComparison>('/api/compare?run=broken&run=runs/second&run=gone')
    expect(found.runs.map(({ dir }) => dir)).toEqual(['runs/second'])
    expect(found.problems).toEqual([
      { dir: 'broken', message: expect.stringContaining('run.json') },
      { dir: 'gone', message: "there is no run 'gone' here" },
    ])
    expect(found.differences).toEqual([])
  } finally {
    await served.stop()
  }
})
