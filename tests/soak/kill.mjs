// Kills runs with SIGKILL at random moments, some of them again while they are resumed, and compares what each ends with, byte
// for byte, with a run that was never stopped. POLYHEAD_KILLS: how many runs (100); POLYHEAD_SEED: of the moments (1).
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const KILLS = Number(process.env.POLYHEAD_KILLS ?? 100)
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

/** Runs to the end, or is killed after some ms, counted from when a file is there. */
function run(args, killAfter, since) {
  return new Promise((resolve) => {
    const start = performance.now()
    const child = spawn(process.execPath, [polyhead, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (data) => {
      stderr += data
    })
    let timer
    const kill = () => child.kill('SIGKILL')
    const wait = () => {
      if (since === undefined || existsSync(join(folder, since))) timer = setTimeout(kill, killAfter)
      else timer = setTimeout(wait, 2)
    }
    if (killAfter !== undefined) wait()
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, killed: signal === 'SIGKILL', stderr, ms: performance.now() - start })
    })
  })
}

function hashes(dir) {
  return COMPARED.map((file) => {
    const path = join(folder, dir, file)
    return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'missing'
  })
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

const whole = await run(['hydra.run.dir=whole'])
if (whole.code !== 0) throw new Error(`the reference run failed:\n${whole.stderr}`)
const expected = hashes('whole')
if (expected.includes('missing')) throw new Error(`the reference run lacks ${COMPARED[expected.indexOf('missing')]}`)
// The second time with warm caches, as all others.
let { ms } = await run(['hydra.run.dir=timed'])
console.log(`${KILLS} runs of ${(ms / 1000).toFixed(1)} s, each killed at a random moment`)

const moments = new Map()
const count = (name) => moments.set(name, (moments.get(name) ?? 0) + 1)
let failures = 0
let kills = 0
for (let n = 1; kills < KILLS && n < KILLS * 10; n++) {
  const dir = `run-${n}`
  // One in ten while it starts; the others once there is something to lose.
  const since = random() < 0.1 ? undefined : `${dir}/config.resolved.yaml`
  let outcome = await run([`hydra.run.dir=${dir}`], random() * ms * (since ? 0.8 : 0.5), since)
  // A machine's load changes: runs that were not killed say how long one takes now.
  if (!outcome.killed) ms = (ms + outcome.ms) / 2
  let problem
  while (outcome.killed) {
    kills++
    const doing = moment(dir)
    count(doing)
    if (doing === 'starting') {
      // Nothing was trained: there is nothing to go on with, and `resume` says so.
      const refusal = await run(['resume', dir])
      if (refusal.code !== 2) problem = `resume after an early kill: exit code ${refusal.code}\n${refusal.stderr}`
      break
    }
    const again = random() < 0.3 ? random() * ms : undefined
    outcome = await run(['resume', dir], again)
  }
  if (!existsSync(join(folder, dir, 'config.resolved.yaml'))) {
    // Started anew.
  } else if (outcome.code !== 0) problem = `exit code ${outcome.code}\n${outcome.stderr}`
  else {
    const record = JSON.parse(readFileSync(join(folder, dir, 'run.json'), 'utf8'))
    if (record.status !== 'done') problem = `its status is ${record.status}`
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
