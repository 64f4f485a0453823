// `npm run figures`: runs commands for real, and draws what they print as they print it (docs/run.svg).
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { terminalSvg } from './terminal-svg.mjs'

const COMMANDS = [
  'polyhead experiment=permuted_digits trainer.max_epochs=6 hydra.run.dir=outputs/mine',
  'polyhead optimizer.lrr=0.1',
  'polyhead reproduce outputs/mine --in outputs/again --quiet',
]
/** Columns, after which a terminal goes on in the next line. */
const COLUMNS = 94
/** Seconds before a command is typed, and before it starts. */
const PAUSE = 1

const polyhead = resolve(import.meta.dirname, '../../bin/polyhead.js')
const folder = mkdtempSync(join(tmpdir(), 'polyhead-figures-'))
const lines = []
let now = 0

/** The lines of one command, and its exit code. */
async function run(command) {
  lines.push({ text: `$ ${command}`, at: now, kind: 'command' })
  const [, ...words] = command.split(' ')
  const start = performance.now()
  // As if npm had not started this one.
  const env = { ...process.env, npm_lifecycle_event: '', npm_command: '' }
  const child = spawn(process.execPath, [polyhead, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const seconds = () => now + PAUSE + (performance.now() - start) / 1000
  const read = async (stream, kind) => {
    for await (const line of createInterface({ input: stream })) {
      const at = seconds()
      for (const text of line.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? ['']) lines.push({ text, at, kind })
    }
  }
  const ended = new Promise((done) => child.on('close', done))
  const mistaken = command.includes('lrr')
  await Promise.all([read(child.stdout, 'text'), read(child.stderr, mistaken ? 'error' : 'text')])
  if ((await ended) !== (mistaken ? 2 : 0)) throw new Error(`'${command}' ended with ${await ended}`)
  now = seconds() + PAUSE
}

try {
  for (const command of COMMANDS) {
    await run(command)
    // Room between one command and the next.
    lines.push({ text: '', at: now, kind: 'text' })
  }
} finally {
  rmSync(folder, { recursive: true })
}
const label = 'five tasks are learned at once; a misspelt key is explained; the run is had again, bit for bit'
writeFileSync(resolve(import.meta.dirname, '../run.svg'), terminalSvg(lines.slice(0, -1), label))
