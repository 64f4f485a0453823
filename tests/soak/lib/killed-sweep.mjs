import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const library = new URL('../../../dist/index.js', import.meta.url).href

const APP = `import { appendFileSync, writeFileSync } from 'node:fs'
import { main } from ${JSON.stringify(library)}
await main(
  async (config, { outputDir, report }) => {
    const x = config.get('x')
    appendFileSync(${JSON.stringify('FOLDER')} + '/bodies.txt', x + ' ' + process.pid + '\\n')
    for (let step = 0; step < 3; step++) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      await report({ loss: x / (step + 1) })
    }
    writeFileSync(outputDir + '/result.txt', String(x * x))
    return x * x
  },
  { configDir: 'conf', configName: 'config' },
)
`

let state = Number(process.env.POLYHEAD_SEED ?? 1)

/** In [0, 1): the same ones for the same POLYHEAD_SEED. */
export function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}

/** A folder with an app of short jobs, of which each notes that its body begins in `bodies.txt`. */
export function appFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-sweep-'))
  mkdirSync(join(folder, 'conf'))
  writeFileSync(join(folder, 'conf', 'config.yaml'), 'x: 0\n')
  writeFileSync(join(folder, 'app.mjs'), APP.replace('FOLDER', folder))
  return folder
}

/**
 * Kills a sweep again and again at random moments, goes on with it each time, and compares what it ends with to a sweep
 * that nothing disturbed. Ends the process with 1 where a job is lost or done twice, or the results differ.
 * @param folder from `appFolder`
 * @param options.launcher overrides that choose the launcher
 * @param options.within ms after its first line in which a sweep is killed
 * @param options.disturb called right before each kill, with how many there were before
 */
export async function killedSweep(folder, { launcher, jobs, kills, env = {}, within = 300, disturb = () => {} }) {
  const sweep = (dir) => ['app.mjs', '-m', `x=range(${jobs})`, `hydra.sweep.dir=${dir}`]
  const read = (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '')
  const options = { cwd: folder, env: { ...process.env, ...env } }
  const fail = (message) => {
    throw new Error(`${message}\nleft in ${folder}`)
  }

  /** Runs to the end, or kills it. @returns the exit code; null where it was killed */
  const run = (args, kill) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, args, { ...options, stdio: 'ignore' })
      let watch
      let timer
      let disturbance = Promise.resolve()
      const end = async () => {
        disturbance = disturb(kill.count) ?? disturbance
        await disturbance
        child.kill('SIGKILL')
      }
      if (kill) {
        // Counted from when it is at work: how long that takes depends on the machine.
        const before = read('cut/ledger.jsonl').length
        watch = setInterval(() => {
          if (read('cut/ledger.jsonl').length === before) return
          clearInterval(watch)
          timer = setTimeout(end, random() * within)
        }, 5)
      }
      child.on('close', async (code) => {
        clearInterval(watch)
        clearTimeout(timer)
        // What it disturbs is whole again before anything else begins.
        await disturbance
        resolve(code)
      })
    })

  const whole = spawnSync(process.execPath, sweep('whole'), { ...options, encoding: 'utf8' })
  if (whole.status !== 0) fail(`the sweep that nothing disturbs failed:\n${whole.stderr}`)
  rmSync(join(folder, 'bodies.txt'))

  let count = 0
  let code = null
  for (let i = 0; i < kills * 2 && count < kills && code !== 0; i++) {
    const args = read('cut/sweep.yaml') === '' ? [...sweep('cut'), ...launcher] : ['app.mjs', 'resume', 'cut']
    code = await run(args, { count })
    if (code === null) count++
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
  const repeated = [...done].filter(([, times]) => times !== 1)
  if (done.size !== jobs || repeated.length > 0)
    fail(`${done.size} of ${jobs} jobs are done, ${repeated.length} repeated`)
  if (read('cut/results.csv') !== read('whole/results.csv')) fail('the results differ')
  for (let job = 0; job < jobs; job++) {
    if (read(`cut/${job}/result.txt`) !== read(`whole/${job}/result.txt`)) fail(`the result of job #${job} differs`)
  }
  const bodies = read('bodies.txt').trim().split('\n').length
  console.log(`${jobs} jobs, killed ${count} times: each done once, ${bodies} bodies begun, results as undisturbed`)
  rmSync(folder, { recursive: true })
}

/** Kills the process that has begun the last body, if there is one. */
export function killLastBody(folder) {
  const file = join(folder, 'bodies.txt')
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').trim().split('\n').at(-1)?.split(' ')[1]) : 0
  if (!(pid > 0)) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}
