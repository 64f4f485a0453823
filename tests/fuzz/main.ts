import { type ChildProcess, fork } from 'node:child_process'
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '../../src/util/package-root.js'
import { type Case, type Entry, SECRET, SECRET_NAME } from './case.js'
import { commandLine } from './kinds/command-lines.js'
import { dataFiles } from './kinds/data-files.js'
import { plugins } from './kinds/plugins.js'
import { runDirectories } from './kinds/run-directories.js'
import { yaml } from './kinds/yaml.js'
import { Random } from './random.js'
import type { Answer, Job } from './worker.js'

/** Of the processor; by the clock, on a machine that does much else, six times as long. */
const SECONDS = 20
const GIBIBYTES = 1.5
/** A worker is started anew after as many cases: memory that it keeps is not the next one's. */
const CASES_OF_A_WORKER = 150

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, kind: { type: 'string' }, only: { type: 'string' } },
})
const runs = Number(values.runs ?? 500)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)

const top = mkdtempSync(join(tmpdir(), 'polyhead-fuzz-'))
const sentinel = join(top, 'sentinel')
writeFileSync(sentinel, 'as it was\n')
const finished = join(top, 'finished')

/** A process that runs command lines, watched for its time and memory. */
class Worker {
  #process: ChildProcess | undefined
  #cases = 0

  async run(job: Job): Promise<Answer | string> {
    if (this.#cases++ >= CASES_OF_A_WORKER) this.stop()
    this.#process ??= await this.#start()
    const child = this.#process
    const pid = child.pid as number
    return await new Promise((resolve) => {
      let most = 0
      const end = (answer: Answer | string, broken = typeof answer === 'string') => {
        clearInterval(watch)
        clearTimeout(late)
        child.off('message', end)
        child.off('exit', died)
        if (broken) this.stop()
        resolve(answer)
      }
      const died = (code: number | null, signal: string | null) => end(`the process died: ${signal ?? code}`)
      const late = setTimeout(() => end(`no end after ${6 * SECONDS} s`), 6 * SECONDS * 1000)
      const began = processorSeconds(pid)
      const watch = setInterval(() => {
        most = Math.max(most, residentBytes(pid))
        if (processorSeconds(pid) - began > SECONDS) end(`no end after ${SECONDS} s`)
        if (most > GIBIBYTES * 2 ** 30) end(`took ${(most / 2 ** 30).toFixed(1)} GiB`)
      }, 20)
      child.on('message', end)
      child.once('exit', died)
      child.send(job)
    })
  }

  async #start(): Promise<ChildProcess> {
    this.#cases = 1
    const env = { ...process.env, [SECRET_NAME]: SECRET, XDG_CONFIG_HOME: join(top, 'config'), HOME: top }
    const child = fork(join(import.meta.dirname, 'worker.mjs'), { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', (code) => reject(new Error(`the worker cannot be started: it ended with ${code}`)))
    })
    child.removeAllListeners('exit')
    return child
  }

  stop(): void {
    this.#process?.kill('SIGKILL')
    this.#process = undefined
  }
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096
  } catch {
    return 0
  }
}

/** Time that a process has taken so far. */
function processorSeconds(pid: number): number {
  try {
    // Behind the name, which may hold anything: the 12th and 13th field, in hundredths.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

function put(dir: string, { path, content }: Entry): void {
  const file = join(dir, path)
  rmSync(file, { recursive: true, force: true })
  mkdirSync(dirname(file), { recursive: true })
  if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(file, content)
  else if ('link' in content) symlinkSync(content.link, file)
  else mkdirSync(file)
}

/** Every file, folder and link below a folder, and what is in it. */
function stateOf(dir: string): string {
  return (readdirSync(dir, { recursive: true }) as string[])
    .map((path) => {
      const file = join(dir, path)
      const stats = lstatSync(file)
      if (stats.isSymbolicLink()) return `${path} → ${readlinkSync(file)}`
      return stats.isFile() ? `${path} ${stats.size} ${stats.mtimeMs}` : path
    })
    .sort()
    .join('\n')
}

/** What a command did that none may do. */
function faultOf(answer: Answer | string, asksForTrace: boolean, changed: () => string): string | undefined {
  if (typeof answer === 'string') return answer
  const { code, output, uncaught } = answer
  if (uncaught.length > 0) return `nobody caught: ${uncaught[0]}`
  if (![0, 1, 2, 130].includes(code)) return `exit code ${code}`
  if (!asksForTrace && /^\s+at .+:\d+:\d+\)?$/m.test(output)) return 'a trace of the stack'
  if (output.includes('This should not happen')) return 'an error that should not happen'
  if (code !== 0 && output.trim() === '') return `exit code ${code} without a word`
  if (output.includes(SECRET)) return 'a secret is shown'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal would obey them
  if (/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/.test(output.replaceAll('\r\n', '\n'))) return 'a control character'
  if (readFileSync(sentinel, 'utf8') !== 'as it was\n') return 'a write through a link'
  return code === 2 ? changed() || undefined : undefined
}

async function fuzz(): Promise<number> {
  const worker = new Worker()
  const project = join(packageRoot, 'tests/fixtures/small-project')
  cpSync(project, finished, { recursive: true })
  const quick = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'seed=1', 'hydra.run.dir=theirs']
  const made = await worker.run({ dir: finished, argv: quick })
  if (typeof made === 'string' || made.code !== 0) throw new Error(`the first run failed: ${JSON.stringify(made)}`)
  const run = join(finished, 'theirs')
  const files = readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(run.length + 1))
    .sort()
  const kinds: Readonly<Record<string, (random: Random) => Case>> = {
    'command-lines': commandLine,
    yaml,
    'data-files': dataFiles,
    'run-directories': runDirectories({ dir: run, files }),
    plugins,
  }
  const names = Object.keys(kinds).filter((name) => values.kind === undefined || name === values.kind)
  if (names.length === 0)
    throw new Error(`no kind is named ${values.kind}; there are: ${Object.keys(kinds).join(', ')}`)
  console.log(`seed ${seed}, ${runs} runs`)
  const codes = new Map<string, number>()
  let faults = 0
  let slowest = 0
  for (let i = 0; i < runs; i++) {
    if (values.only !== undefined && i !== Number(values.only)) continue
    const kind = names[i % names.length] as string
    const attack = (kinds[kind] as (random: Random) => Case)(new Random(seed + i * 7919))
    const folder = join(top, String(i))
    const dir = join(folder, 'project')
    cpSync(attack.withRun ? finished : project, dir, { recursive: true })
    for (const entry of attack.files) put(dir, entry)
    const before = stateOf(folder)
    const began = performance.now()
    const answer = await worker.run({ dir, argv: attack.argv })
    slowest = Math.max(slowest, performance.now() - began)
    const fault = faultOf(
      answer,
      attack.argv.some((word) => word.startsWith('--debug')),
      () => difference(before, stateOf(folder)),
    )
    const code = typeof answer === 'string' ? 'none' : answer.code
    codes.set(`${kind} ${code}`, (codes.get(`${kind} ${code}`) ?? 0) + 1)
    if (fault !== undefined) {
      faults++
      console.log(
        `\n${kind}, run ${i}: ${fault}\n  ${dir}\n  polyhead ${attack.argv.map((word) => JSON.stringify(word)).join(' ')}`,
      )
      if (typeof answer !== 'string') console.log(`  ${answer.output.slice(0, 600).replaceAll('\n', '\n  ')}`)
    } else if (values.only !== undefined) console.log(typeof answer === 'string' ? answer : answer.output, attack.argv)
    else rmSync(folder, { recursive: true, force: true })
  }
  worker.stop()
  const counts = [...codes].sort().map(([name, count]) => `${name}: ${count}`)
  console.log(`\n${counts.join(', ')}\nslowest ${(slowest / 1000).toFixed(1)} s; ${faults} faults`)
  if (faults > 0) console.log(`one of them again: npm run fuzz -- --seed ${seed} --runs ${runs} --only RUN`)
  else rmSync(top, { recursive: true })
  return faults > 0 ? 1 : 0
}

function difference(before: string, after: string): string {
  const known = new Set(before.split('\n'))
  const added = after.split('\n').filter((line) => !known.has(line))
  const left = new Set(after.split('\n'))
  const gone = before.split('\n').filter((line) => !left.has(line))
  return added.length + gone.length > 0 ? `exit code 2, but changed: ${[...added, ...gone].slice(0, 5).join('; ')}` : ''
}

process.exitCode = await fuzz()
