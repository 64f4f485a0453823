import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { streamSSE } from 'hono/streaming'
import { MOST_COMPARED } from '../browser/ui/wire.js'
import type { Registry } from '../registry/registry.js'
import type { RunSummary } from '../runs/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { tell } from '../util/terminal.js'
import { PAGE, readAsset } from './assets.js'
import { compare } from './compare.js'
import { EventQueue } from './event-queue.js'
import { type GuardOptions, guard } from './guard.js'
import { locateRun } from './locate-run.js'
import { MetricStore } from './metric-store.js'
import { LARGEST_NOTES, parseNotes, readNotes, writeNotes } from './notes.js'
import { reproductionsOf } from './reproductions.js'
import { runDetail } from './run-detail.js'
import { readLog } from './run-log.js'
import type { RunStore } from './run-store.js'
import { RunsTables } from './runs-table.js'
import { sendFile } from './send-file.js'
import { Sweeps } from './sweeps.js'

/** Comments that keep a quiet stream open: ms. */
const HEARTBEAT = 15_000

/** What the server answers. */
export function uiApp(store: RunStore, registry: Registry, options: GuardOptions): Hono {
  const app = new Hono()
  const tables = new RunsTables(store)
  const metrics = new MetricStore()
  const sweeps = new Sweeps(store)
  app.use(guard(options))
  app.use(bodyLimit({ maxSize: LARGEST_NOTES }))
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    if (!(error instanceof ConfigError)) {
      tell(`${error.stack}\n`)
      return c.json({ message: `this should not happen: ${error.message}` }, 500)
    }
    const [first] = error.diagnostics
    return c.json({ message: error.message, hint: first?.hint }, 400)
  })
  app.notFound((c) => c.json({ message: 'there is no such page' }, 404))

  app.get('/', (c) => c.html(PAGE))
  app.get('/:file{[a-z]+\\.(js|css)}', (c) => {
    const asset = readAsset(c.req.param('file'))
    return asset ? c.body(asset.content, 200, { 'Content-Type': asset.type }) : c.notFound()
  })

  const query = (c: { req: { queries(name: string): string[] | undefined } }) => ({
    conditions: c.req.queries('where') ?? [],
    words: c.req.queries('word') ?? [],
  })
  app.get('/api/runs', (c) => {
    const columns = c.req.query('columns')
    return c.json(tables.table(query(c), columns === undefined ? undefined : columns.split(',').filter(Boolean)))
  })
  app.get('/api/groups', (c) => c.json(tables.groups(query(c))))

  const located = (c: Context) => {
    const name = c.req.query('run') ?? ''
    return { name, dir: locateRun(store, name) }
  }
  app.get('/api/run', (c) => {
    const { name, dir } = located(c)
    return c.json(runDetail(name, dir, { store, metrics, registry }))
  })
  app.get('/api/metrics', (c) => {
    const { name, dir } = located(c)
    const [from, to] = [number(c.req.query('from')), number(c.req.query('to'))]
    return c.json(
      metrics.query(dir, store.run(name) as RunSummary, {
        names: c.req.queries('name'),
        from,
        to,
        even: c.req.query('even') !== undefined,
      }),
    )
  })
  app.get('/api/log', (c) =>
    c.json(readLog(located(c).dir, { from: place(c.req.query('from')), before: place(c.req.query('before')) })),
  )
  app.get('/api/reproductions', (c) => {
    const { name, dir } = located(c)
    return c.json(reproductionsOf(name, dir, store))
  })
  app.get('/api/compare', (c) => {
    const names = [...new Set(c.req.queries('run') ?? [])]
    if (names.length > MOST_COMPARED) {
      return c.json({ message: `at most ${MOST_COMPARED} runs are compared, not ${names.length}` }, 400)
    }
    return c.json(compare(names, store))
  })
  app.get('/api/sweeps', (c) => c.json(sweeps.list()))
  app.get('/api/sweep', (c) => c.json(sweeps.detail(c.req.query('sweep') ?? '')))
  app.get('/file', (c) => sendFile(located(c).dir, c.req.query('path') ?? '', c.req.method === 'HEAD'))

  app.get('/api/notes', (c) => c.json(readNotes(locateRun(store, c.req.query('run')))))
  app.put('/api/notes', async (c) => {
    const run = c.req.query('run') ?? ''
    const dir = locateRun(store, run)
    const notes = parseNotes(await c.req.json().catch(() => undefined))
    if (!notes) return c.json({ message: 'notes are a name, tags and a text' }, 400)
    writeNotes(dir, notes)
    store.lookAtNotes(run)
    return c.json(notes)
  })

  app.get('/api/events', (c) =>
    streamSSE(c, async (stream) => {
      const queue = new EventQueue()
      const stop = store.listen((events) => queue.add(events))
      stream.onAbort(() => {
        stop()
        queue.close()
      })
      await stream.writeSSE({ event: 'open', data: '' })
      while (!stream.aborted) {
        const events = await queue.take(HEARTBEAT)
        if (events.length === 0) await stream.write(': still here\n\n')
        for (const event of events) await stream.writeSSE({ data: JSON.stringify(event) })
      }
    }),
  )
  return app
}

/** Undefined where it is none. */
function number(text: string | undefined): number | undefined {
  return text !== undefined && text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
}

/** Of a byte in a file; undefined where it is none. */
function place(text: string | undefined): number | undefined {
  const found = number(text)
  return found !== undefined && Number.isSafeInteger(found) && found >= 0 ? found : undefined
}
