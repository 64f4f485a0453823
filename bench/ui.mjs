// `polyhead ui`: 10,000 runs until the first table is drawn, a sort, the memory of the server; a run with 100,000 rows
// of metrics until its curves are drawn; how soon a new point of a live run is drawn. In Chromium (POLYHEAD_CHROMIUM),
// beside TensorBoard where POLYHEAD_TENSORBOARD names its command.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { TensorBoardLogger } from '../dist/index.js'

const RUNS = 10_000
const ROWS = 100_000
/** TensorBoard is waited for: s. */
const LONGEST = 180
const LIMITS = { table: 1.5, sort: 0.1, curves: 1, live: 2, memory: 200 }
const bin = fileURLToPath(new URL('../bin/polyhead.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'polyhead-ui-'))
const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') }
delete env.NODE_EXTRA_CA_CERTS

function record(i, status = 'done') {
  const acc = { 1: i / RUNS, 2: 1 - i / RUNS }
  const config = Object.fromEntries(Array.from({ length: 100 }, (_, key) => [`group.key_${key}`, key]))
  return {
    kind: 'train',
    status,
    exitReason: null,
    started: new Date(1.7e12 + i * 1000).toISOString(),
    ended: null,
    durationSeconds: 1,
    process: { pid: process.pid, host: hostname() },
    command: [],
    overrides: [],
    config: { ...config, seed: i % 10, 'optimizer.lr': (i % 37) / 100 },
    versions: { polyhead: '0', node: '0', v8: '0' },
    platform: { os: 'linux', release: '', arch: '', cpu: '', cores: 1, cpuFeatures: [], memoryMiB: 1 },
    backend: null,
    git: null,
    seed: i % 10,
    trainTasks: [1, 2],
    evalTasks: [1, 2],
    data: [],
    classNames: {},
    files: {},
    results: { avg_acc: ((i * 7919) % RUNS) / RUNS, avg_loss_cls: 1, acc, loss_cls: acc },
    reproduces: null,
    parent: null,
    resumes: [],
  }
}

function writeRun(name, content) {
  const dir = join(folder, 'runs', name)
  mkdirSync(join(dir, '.hydra'), { recursive: true })
  writeFileSync(join(dir, 'run.json'), JSON.stringify(content, null, 2))
  return dir
}

for (let i = 0; i < RUNS; i++) writeRun(`2026-01-${String((i % 28) + 1).padStart(2, '0')}/${i}`, record(i))
const NAMES = ['loss', 'acc', 'grad_norm', 'lr-SGD', 'task/train/loss_cls_1', 'task/train/loss_cls_2']
const rows = Array.from({ length: ROWS }, (_, i) => [...NAMES.map((_, n) => Math.sin(i / 900 + n)), i].join(','))
writeFileSync(
  join(writeRun('large', record(0)), 'metrics.csv'),
  `${[...NAMES, 'step'].join(',')}\n${rows.join('\n')}\n`,
)
const live = writeRun('live', record(0, 'running'))
writeFileSync(join(live, 'metrics.csv'), 'loss,step\n1,0\n2,1\n')

async function serve() {
  const began = performance.now()
  const args = [bin, 'ui', join(folder, 'runs'), '--port', '0']
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const url = await new Promise((found) => child.stdout.on('data', (data) => found(String(data).trim())))
  return { child, url, began }
}

const seconds = (since) => (performance.now() - since) / 1000
const rss = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** Runs `act` and waits until what it causes is drawn. */
async function drawn(page, act, ready) {
  const began = performance.now()
  await act()
  await page.waitForFunction(ready, undefined, { polling: 'raf' })
  return seconds(began)
}

/** What was started here and may still run. */
const children = []

/**
 * TensorBoard (POLYHEAD_TENSORBOARD, its command) on the same 100,000 rows as event files: seconds from its start until
 * it gives out a curve, and its memory, MB.
 */
async function tensorBoard(command) {
  const logdir = join(folder, 'events')
  const logger = new TensorBoardLogger({ save_dir: logdir, flush_logs_every_n_steps: 10_000 })
  for (let i = 0; i < ROWS; i++) {
    logger.logMetrics(Object.fromEntries(NAMES.map((name, n) => [name, Math.sin(i / 900 + n)])), { step: i })
  }
  logger.finalize()
  const port = 16_006
  const began = performance.now()
  const options = ['--logdir', logdir, '--port', String(port), '--load_fast', 'false']
  const child = spawn(command, options, { stdio: 'ignore' })
  children.push(child)
  const last = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/data/plugin/scalars/scalars?run=.&tag=loss`)
    return response.ok ? ((await response.json()).at(-1)?.[1] ?? 0) : 0
  }
  while ((await last().catch(() => 0)) < ROWS - ROWS / 100) {
    if (seconds(began) > LONGEST) throw new Error('TensorBoard gives out no curve')
    await new Promise((again) => setTimeout(again, 50))
  }
  return { seconds: seconds(began), memory: rss(child.pid) }
}

const browser = await chromium.launch({
  executablePath: process.env.POLYHEAD_CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  chromiumSandbox: false,
})
try {
  const first = await serve()
  const cold = seconds(first.began)
  first.child.kill()
  await new Promise((ended) => first.child.once('exit', ended))

  const { child, url, began } = await serve()
  const started = seconds(began)
  const page = await browser.newPage()
  const table = await drawn(
    page,
    () => page.goto(url),
    () => document.querySelectorAll('tbody th a').length > 5,
  )
  const sort = await page.evaluate(async () => {
    const button = [...document.querySelectorAll('th button')].find(({ textContent }) => textContent === 'acc')
    const since = performance.now()
    button.click()
    while (button.closest('th').ariaSort === null) await new Promise(requestAnimationFrame)
    await new Promise(requestAnimationFrame)
    return (performance.now() - since) / 1000
  })
  const open = (name) =>
    page.evaluate((hash) => {
      location.hash = hash
    }, `#/run/${name}`)
  const canvas = () => document.querySelectorAll('.chart canvas').length > 0
  const curves = await drawn(page, () => open('large'), canvas)
  await open('live')
  await page.getByRole('heading', { name: 'live' }).waitFor()
  await page.locator('.chart canvas').first().waitFor()
  // An answer that the page no longer waits for is never finished.
  const heard = page.waitForResponse(async (response) => {
    const answer = response.url().includes('/api/metrics') ? await response.json().catch(() => undefined) : undefined
    return answer?.series[0]?.total === 3
  })
  const appended = performance.now()
  appendFileSync(join(live, 'metrics.csv'), '3,2\n')
  await heard
  await page.evaluate(() => new Promise(requestAnimationFrame))
  const point = seconds(appended)
  const memory = rss(child.pid)
  child.kill()
  const found = { table, sort, curves, live: point, memory }
  console.log(`${RUNS} runs, the server ready: first ${cold.toFixed(2)} s, with the index ${started.toFixed(2)} s
first table ${table.toFixed(2)} s, a sort ${(sort * 1000).toFixed(0)} ms
a run of ${ROWS} rows ${curves.toFixed(2)} s, a live point ${point.toFixed(2)} s, memory at most ${memory.toFixed(0)} MB`)
  for (const [name, limit] of Object.entries(LIMITS)) {
    if (found[name] <= limit) continue
    console.error(`${name}: ${found[name].toFixed(2)}, more than ${limit}`)
    process.exitCode = 1
  }
  const command = process.env.POLYHEAD_TENSORBOARD
  const other = command === undefined ? undefined : await tensorBoard(command)
  if (other) {
    console.log(
      `TensorBoard gives out a curve of as many rows ${other.seconds.toFixed(2)} s after its start, ` +
        `with ${other.memory.toFixed(0)} MB; the page above is drawn ${(started + curves).toFixed(2)} s after its server's`,
    )
  }
} finally {
  await browser.close()
  for (const child of children) child.kill()
  rmSync(folder, { recursive: true, force: true })
}
