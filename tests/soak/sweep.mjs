// Kills a sweep of many short jobs at random moments (its own process, and the processes of its jobs), goes on with it
// each time, and compares what it ends with to a sweep that was never disturbed. POLYHEAD_JOBS: how many jobs (200);
// POLYHEAD_KILLS: how often the sweep is killed (20); POLYHEAD_SEED: of the moments (1).
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const JOBS = Number(process.env.POLYHEAD_JOBS ?? 200)
const KILLS = Number(process.env.POLYHEAD_KILLS ?? 20)
const library = new URL('../../dist/index.js', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'polyhead-sweep-'))
mkdirSync(join(folder, 'conf'))
writeFileSync(join(folder, 'conf', 'config.yaml'), 'x: 0\n')
writeFileSync(
  join(folder, 'app.mjs'),
  `import { appendFileSync, writeFileSync } from 'node:fs'
import { main } from ${JSON.stringify(library)}
await main(
  async (config, { outputDir, report }) => {
    const x = config.get('x')
    appendFileSync('bodies.txt', x + ' ' + process.pid + '\\n')
    for (let step = 0; step < 3; step++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      await report({ loss: x / (step + 1) })
    }
    writeFileSync(outputDir + '/result.txt', String(x * x))
    return x * x
  },
  { configDir: 'conf', configName: 'config' },
)
`,
)

let state = Number(process.env.POLYHEAD_SEED ?? 1)
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}

const sweep = (dir) => ['app.mjs', '-m', `x=range(${JOBS})`, `hydra.sweep.dir=${dir}`]
const local = ['hydra/launcher=local', 'hydra.launcher.slots=2', 'hydra.launcher.retries=5']
const read = (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '')

/** Runs to the end, or kills it after some ms, and perhaps one of its workers before. @returns the exit code */
function run(args, kill) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' })
    if (kill) {
      // Counted from when it is at work: how long that takes depends on the machine.
      const before = read('cut/ledger.jsonl').length
      const watch = setInterval(() => {
        if (read('cut/ledger.jsonl').length === before) return
        clearInterval(watch)
        setTimeout(() => end(kill.worker), kill.after)
      }, 5)
      child.on('close', () => clearInterval(watch))
    }
    const end = (workerToo) => {
      const worker = Number(read('bodies.txt').trim().split('\n').at(-1)?.split(' ')[1])
      if (workerToo && worker > 0) {
        try {
          process.kill(worker, 'SIGKILL')
        } catch {
          // It is gone.
        }
      }
      setTimeout(() => child.kill('SIGKILL'), workerToo ? random() * 200 : 0)
    }
    child.on('close', (code) => resolve(code))
  })
}

function fail(message) {
  console.error(`${message}\nleft in ${folder}`)
  process.exit(1)
}

const whole = spawnSync(process.execPath, sweep('whole'), { cwd: folder, encoding: 'utf8' })
if (whole.status !== 0) fail(`the sweep that nothing disturbs failed:\n${whole.stderr}`)
rmSync(join(folder, 'bodies.txt'))

let kills = 0
let code = await run([...sweep('cut'), ...local], { after: random() * 300, worker: random() < 0.5 })
if (code === null) kills++
for (let i = 1; i < KILLS * 2 && kills < KILLS; i++) {
  const args = read('cut/sweep.yaml') === '' ? [...sweep('cut'), ...local] : ['app.mjs', 'resume', 'cut']
  code = await run(args, { after: random() * 300, worker: random() < 0.5 })
  if (code === null) kills++
  else if (code === 0) break
}
if (code !== 0) code = await run(['app.mjs', 'resume', 'cut'])
if (code !== 0) fail(`the last resume ended with ${code}`)

const events = read('cut/ledger.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const done = new Map()
for (const { event, num } of events) {
  if (event === 'started' && done.has(num)) fail(`job #${num} was started after it was done`)
  if (event === 'done') done.set(num, (done.get(num) ?? 0) + 1)
}
const repeated = [...done].filter(([, count]) => count !== 1)
if (done.size !== JOBS || repeated.length > 0)
  fail(`${done.size} of ${JOBS} jobs are done, ${repeated.length} repeated`)
if (read('cut/results.csv') !== read('whole/results.csv')) fail('the results differ')
for (let job = 0; job < JOBS; job++) {
  if (read(`cut/${job}/result.txt`) !== read(`whole/${job}/result.txt`)) fail(`the result of job #${job} differs`)
}
const bodies = read('bodies.txt').trim().split('\n').length
console.log(`${JOBS} jobs, killed ${kills} times: each done once, ${bodies} bodies begun, results as undisturbed`)
rmSync(folder, { recursive: true })
