import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LARGEST_NOTES, readNotes, writeNotes } from '../../src/ui/notes.js'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'
import { Served } from './served.js'

let project: Project
let served: Served

beforeAll(async () => {
  project = new Project()
  project.write('secret.txt', 'outside of what is served')
  const files: [string, string][] = [
    ['runs/first/run.json', JSON.stringify(runRecord())],
    ['runs/first/run.log', 'a line\n'],
    ['runs/first/results/page.html', '<script>alert(1)</script>'],
    ['runs/moved/run.json', JSON.stringify(runRecord())],
    ['elsewhere/run/run.json', JSON.stringify(runRecord())],
    ['elsewhere/run/run.log', 'of another run\n'],
  ]
  for (const [file, text] of files) project.write(file, text)
  symlinkSync(join(project.dir, 'secret.txt'), join(project.dir, 'runs/first/linked.txt'))
  symlinkSync(join(project.dir, 'elsewhere'), join(project.dir, 'runs/first/folder'))
  symlinkSync(join(project.dir, 'elsewhere/run'), join(project.dir, 'runs/linked'))
  served = await Served.start(join(project.dir, 'runs'))
})
afterAll(async () => {
  await served?.stop()
  project.remove()
})

/** With a Host header of its own, which `fetch` does not send. */
function statusWithHost(host: string, path = '/api/runs'): Promise<number | undefined> {
  const { port } = new URL(served.origin)
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers: { host, cookie: served.cookie } }
    request(options, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

describe('who asks', () => {
  test('a name that somebody points at the loopback address is not answered', async () => {
    const { port } = new URL(served.origin)
    expect(await statusWithHost(`127.0.0.1:${port}`)).toBe(200)
    expect(await statusWithHost(`localhost:${port}`)).toBe(200)
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1:1', `127.0.0.1.evil.example:${port}`]) {
      expect(await statusWithHost(host), host).toBe(421)
    }
  })

  test('without the token nothing is shown, not even the scripts', async () => {
    for (const path of ['/', '/ui.js', '/api/runs', '/api/events', '/api/run?run=first', '/?token=', '/?token=wrong']) {
      const response = await fetch(served.origin + path)
      expect(response.status, path).toBe(401)
      expect(response.headers.get('set-cookie'), path).toBeNull()
    }
    const wrong = await served.get('/api/runs', { cookie: served.cookie.replace(/.$/, '') })
    expect(wrong.status).toBe(401)
    // In an address other than the first page's, it would end up in logs and histories.
    expect((await fetch(`${served.origin}/api/runs?token=${served.token}`)).status).toBe(401)
  })

  test('the address that is printed gives a cookie that no script reads and no other site sends', async () => {
    const response = await fetch(served.url)
    expect(response.status).toBe(200)
    expect(response.headers.get('set-cookie')).toMatch(
      /^polyhead-ui-\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(await response.text()).not.toContain(served.token)
  })

  test('pages of another origin on this machine are refused, whose requests have the cookie', async () => {
    for (const site of ['same-site', 'cross-site']) {
      expect((await served.get('/api/runs', { 'sec-fetch-site': site })).status, site).toBe(403)
    }
    expect((await served.get('/api/runs', { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  test('every answer has a policy that allows nothing inline and nothing from elsewhere', async () => {
    for (const response of [await fetch(served.url), await served.get('/api/nothing'), await fetch(served.origin)]) {
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    }
  })
})

describe('what is read', () => {
  test('nothing outside of the folder, whatever the path says', async () => {
    const paths = [
      '../../secret.txt',
      '../../../etc/passwd',
      '/etc/passwd',
      join(project.dir, 'secret.txt'),
      '..',
      '',
      '.',
    ]
    for (const path of paths) {
      const response = await served.get(`/file?run=first&path=${encodeURIComponent(path)}`)
      expect(response.status, path).toBe(400)
      expect(await response.text(), path).not.toContain('outside of what is served')
    }
    for (const run of [
      '..',
      '../elsewhere/run',
      join(project.dir, 'elsewhere/run'),
      'first/../../elsewhere/run',
      'no',
    ]) {
      for (const path of ['/api/run', '/api/log', '/api/metrics', '/api/notes']) {
        expect((await served.get(`${path}?run=${encodeURIComponent(run)}`)).status, `${path} ${run}`).toBe(400)
      }
    }
  })

  test('no link is followed: of a file, of a folder, or in the place of a run', async () => {
    for (const path of ['linked.txt', 'folder/run/run.log']) {
      const response = await served.get(`/file?run=first&path=${path}`)
      expect(response.status, path).toBe(400)
      expect(await response.text()).toContain('is a link')
    }
    const { dirs } = await served.json<{ dirs: string[] }>('/api/runs')
    expect(dirs).toEqual(['first', 'moved'])
    const { files } = await served.json<{ files: { path: string }[] }>('/api/run?run=first')
    expect(files.map(({ path }) => path)).toEqual(['run.json', 'run.log', 'results/page.html'])
  })

  test('a run whose folder became a link while it was served is refused', async () => {
    const dir = join(project.dir, 'runs/moved')
    renameSync(dir, join(project.dir, 'aside'))
    symlinkSync(join(project.dir, 'elsewhere/run'), dir)
    expect((await served.get('/api/log?run=moved')).status).toBe(400)
  })

  test('a page among the files of a run is saved, not shown', async () => {
    const { headers } = await served.get('/file?run=first&path=results/page.html')
    expect(headers.get('content-disposition')).toMatch(/^attachment/)
    expect(headers.get('content-type')).toBe('application/octet-stream')
  })
})

describe('what is asked for', () => {
  test.each(['from=0.5', 'from=-3', 'from=1e300', 'before=0.5', 'before=-1', 'before=1e300', 'from=1e-300&before=x'])(
    'a place in a log that is none counts as none: %s',
    async (place) => {
      const whole = await served.json<{ text: string }>('/api/log?run=first')
      expect(whole.text).toBe('a line\n')
      const response = await served.get(`/api/log?run=first&${place}`)
      expect([response.status, await response.json()]).toEqual([200, whole])
    },
  )
})

describe('what is written', () => {
  const notes = { name: 'the first', tags: ['a', 'b'], notes: 'two\nlines' }

  test('a user names and tags a run: it is kept beside it', async () => {
    expect((await served.put('/api/notes?run=first', notes)).status).toBe(200)
    expect(JSON.parse(project.read('runs/first/notes.json'))).toEqual(notes)
    const table = await served.json<{ notes: object }>('/api/runs')
    expect(table.notes).toEqual({ first: { ...notes, stamp: expect.any(String) } })
    const found = await served.json<{ dirs: string[] }>('/api/runs?word=LINES')
    expect(found.dirs).toEqual(['first'])
  })

  test('only by a page of the server itself', async () => {
    const before = project.read('runs/first/notes.json')
    const bad: Readonly<Record<string, string>>[] = [
      { origin: 'http://evil.example' },
      { origin: 'http://127.0.0.1:1' },
      { origin: 'null' },
      { 'content-type': 'text/plain' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of bad) {
      expect((await served.put('/api/notes?run=first', { ...notes, name: 'evil' }, headers)).status).toBe(403)
    }
    expect((await served.put('/api/notes?run=first', notes, { cookie: '' })).status).toBe(401)
    expect(project.read('runs/first/notes.json')).toBe(before)
  })

  test('nothing but notes, and no more than somebody writes by hand', async () => {
    for (const body of [null, {}, { ...notes, tags: [1] }, { ...notes, tags: 'a' }, { ...notes, name: 1 }]) {
      expect((await served.put('/api/notes?run=first', body)).status).toBe(400)
    }
    expect((await served.put('/api/notes?run=first', { ...notes, notes: 'x'.repeat(70_000) })).status).toBe(413)
    expect((await served.put('/api/notes?run=../elsewhere/run', notes)).status).toBe(400)
    expect(project.has('elsewhere/run/notes.json')).toBe(false)
  })

  test('as many tags as can be sent are read again', () => {
    const dir = join(project.dir, 'runs/first')
    const tags = Array.from({ length: 10_000 }, (_, i) => i.toString(36))
    const many = { name: '', tags, notes: '' }
    expect(JSON.stringify(many).length).toBeLessThan(LARGEST_NOTES)
    writeNotes(dir, many)
    expect(readNotes(dir)).toEqual(many)
  })

  test('nothing where the directory takes no file, and that is told', () => {
    const nowhere = join(project.dir, 'runs/nowhere')
    expect(() => writeNotes(nowhere, notes)).toThrow(/notes\.json' cannot be written: ENOENT/)
  })

  test('a link in the place of the notes is taken away, not written through', async () => {
    const outside = join(project.dir, 'outside.json')
    writeFileSync(outside, 'kept')
    const place = join(project.dir, 'runs/late')
    mkdirSync(place)
    writeFileSync(join(place, 'run.json'), JSON.stringify(runRecord()))
    symlinkSync(outside, join(place, 'notes.json'))
    await expect.poll(async () => (await served.put('/api/notes?run=late', notes)).status).toBe(200)
    expect(project.read('outside.json')).toBe('kept')
    expect(JSON.parse(project.read('runs/late/notes.json'))).toEqual(notes)
  })
})
