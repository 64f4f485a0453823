// Kills runs with SIGKILL at random moments, some of them again while they are resumed, and compares what each ends
// with, byte for byte, with a run that was never stopped. POLYHEAD_KILLS: how many runs (100); POLYHEAD_SEED: of the
// moments (1); POLYHEAD_BACKEND: what computes (wasm). Where that runs a step as one call, it does: without the callback
// that looks into steps.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const KILLS = Number(process.env.POLYHEAD_KILLS ?? 100)
const BACKEND = process.env.POLYHEAD_BACKEND ?? 'wasm'
const COMPILES = ['onnx', 'native'].includes(BACKEND)
const overrides = [`backend=${BACKEND}`, ...(COMPILES ? ['~callbacks.gradient_norm'] : [])]
const polyhead = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'polyhead-kill-'))
cpSync(fileURLToPath(new URL('../fixtures/resume-project', import.meta.url)), folder, { recursive: true })

/** What must be the same, whatever happened on the way. */
const COMPARED = [
  'checkpoints/final/model.safetensors',
  'checkpoints/final/optimizer.safetensors',
  'checkpoints/best/model.safetensors',
  'checkpoints/last/model.safetensors',
  'metrics.csv',
  'metrics.jsonl',
  'results/acc.csv',
  'results/loss_cls.csv',
]

let state = Number(process.env.POLYHEAD_SEED ?? 1)
/** Between 0 and 1 (a linear congruential generator, so that a failure can be had again). */
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}

/** Files by which a run's stages are told: what is there when one begins. */
const STAGES = ['run.json', 'config.resolved.yaml', 'checkpoints', 'checkpoints/final']

/**
 * Runs to the end, or is killed after some ms, counted from the start, or from when a file is there.
 * @returns also when each stage began, in ms
 */
function run(dir, args, kill) {
  return new Promise((resolve) => {
    const start = performance.now()
    const child = spawn(process.execPath, [polyhead, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (data) => {
      stderr += data
    })
    const began = new Map()
    let armed = false
    const watch = setInterval(() => {
      const now = performance.now() - start
      for (const file of STAGES) if (!began.has(file) && existsSync(join(folder, dir, file))) began.set(file, now)
      if (!kill || armed || (kill.since && !began.has(kill.since))) return
      armed = true
      setTimeout(() => child.kill('SIGKILL'), kill.after)
    }, 2)
    child.on('close', (code, signal) => {
      clearInterval(watch)
      resolve({ code, killed: signal === 'SIGKILL', stderr, began, ms: performance.now() - start })
    })
  })
}

/** How long a stage of a run takes, from its file to the next one's, or to the end. */
function lengthOf({ began, ms }, stage) {
  return (began.get(STAGES[STAGES.indexOf(stage) + 1]) ?? ms) - (began.get(stage) ?? 0)
}

/** A moment within a stage: most of them while it trains and saves, then while it tests and ends. */
function drawMoment(whole) {
  const draw = random()
  const since = draw < 0.08 ? undefined : draw < 0.2 ? STAGES[1] : draw < 0.75 ? STAGES[2] : STAGES[3]
  const length = since ? lengthOf(whole, since) : (whole.began.get(STAGES[1]) ?? whole.ms)
  return { since, after: random() * length }
}

function hashes(dir) {
  return COMPARED.map((file) => {
    const path = join(folder, dir, file)
    return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'missing'
  })
}

function recordOf(dir) {
  return JSON.parse(readFileSync(join(folder, dir, 'run.json'), 'utf8'))
}

/** What a run was doing when it was killed, by what it left behind. */
function moment(dir) {
  const at = (...names) => join(folder, dir, ...names)
  if (!existsSync(at('config.resolved.yaml'))) return 'starting'
  const names = existsSync(at('checkpoints')) ? readdirSync(at('checkpoints')) : []
  if (names.some((name) => name.endsWith('.tmp'))) return 'writing a checkpoint'
  if (names.includes('final')) return 'testing and finishing'
  return names.some((name) => name.startsWith('step-')) ? 'between checkpoints' : 'before the first checkpoint'
}

const reference = await run('whole', [...overrides, 'hydra.run.dir=whole'])
if (reference.code !== 0) throw new Error(`the reference run failed:\n${reference.stderr}`)
const expected = hashes('whole')
if (expected.includes('missing')) throw new Error(`the reference run lacks ${COMPARED[expected.indexOf('missing')]}`)
const { compiled } = recordOf('whole').backend
if (COMPILES && compiled !== true) throw new Error(`steps are not one call: ${compiled}`)
// The second time with warm caches, as all others.
let whole = await run('timed', [...overrides, 'hydra.run.dir=timed'])
console.log(`on ${BACKEND}: ${KILLS} runs of ${(whole.ms / 1000).toFixed(1)} s, each killed at a random moment`)

const moments = new Map()
const count = (name) => moments.set(name, (moments.get(name) ?? 0) + 1)
let failures = 0
let kills = 0
for (let n = 1; kills < KILLS && n < KILLS * 10; n++) {
  const dir = `run-${n}`
  let outcome = await run(dir, [...overrides, `hydra.run.dir=${dir}`], drawMoment(whole))
  // A machine's load changes: a run that was not killed says how long one takes now.
  if (!outcome.killed) whole = outcome
  let problem
  while (outcome.killed) {
    kills++
    const doing = moment(dir)
    count(doing)
    if (doing === 'starting') {
      // Nothing was trained: there is nothing to go on with, and `resume` says so.
      const refusal = await run(dir, ['resume', dir])
      if (refusal.code !== 2) problem = `resume after an early kill: exit code ${refusal.code}\n${refusal.stderr}`
      break
    }
    const again = random() < 0.3 ? { after: random() * whole.ms } : undefined
    outcome = await run(dir, ['resume', dir], again)
  }
  if (!existsSync(join(folder, dir, 'config.resolved.yaml'))) {
    // Started anew.
  } else if (outcome.code !== 0) problem = `exit code ${outcome.code}\n${outcome.stderr}`
  else {
    const { status } = recordOf(dir)
    if (status !== 'done') problem = `its status is ${status}`
    const differing = COMPARED.filter((_, i) => hashes(dir)[i] !== expected[i])
    if (differing.length > 0) problem = `differs in ${differing.join(', ')}`
    const steps = readdirSync(join(folder, dir, 'checkpoints'))
      .sort()
      .join(' ')
    if (/tmp|damaged/.test(steps)) problem = `left ${steps}`
  }
  if (n % 20 === 0) console.log(`${n} runs, ${kills} kills, ${failures} failures`)
  if (problem) {
    failures++
    console.error(`${dir}: ${problem}`)
  } else rmSync(join(folder, dir), { recursive: true, force: true })
}
for (const [name, times] of moments) console.log(`${String(times).padStart(5)}  ${name}`)
console.log(
  failures === 0 ? `${kills} kills: every run ended as the one that was never stopped` : `${failures} failures`,
)
if (failures === 0) rmSync(folder, { recursive: true, force: true })
else console.error(`see ${folder}`)
process.exit(failures === 0 ? 0 : 1)
