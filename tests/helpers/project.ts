import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url))

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** A little project in a folder of its own, and the real command line in it. */
export class Project {
  readonly dir: string

  /** @param fixture a folder of `tests/fixtures` to start from */
  constructor(fixture?: string) {
    this.dir = mkdtempSync(join(tmpdir(), 'polyhead-test-'))
    if (fixture) cpSync(join(fixtures, fixture), this.dir, { recursive: true })
  }

  write(file: string, text: string): this {
    mkdirSync(dirname(join(this.dir, file)), { recursive: true })
    writeFileSync(join(this.dir, file), text)
    return this
  }

  read(file: string): string {
    return readFileSync(join(this.dir, file), 'utf8')
  }

  has(file: string): boolean {
    return existsSync(join(this.dir, file))
  }

  /** Every file below a folder, sorted. */
  files(folder = '.'): string[] {
    if (!this.has(folder)) return []
    return readdirSync(join(this.dir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.dir, join(entry.parentPath, entry.name)))
      .sort()
  }

  /** Runs `polyhead` to its end. */
  polyhead(...args: string[]): Outcome {
    return this.node([bin, ...args])
  }

  /** @param folder of the project, to run in */
  node(args: string[], env: NodeJS.ProcessEnv = {}, folder = '.'): Outcome {
    const options = { cwd: join(this.dir, folder), encoding: 'utf8', env: { ...process.env, ...env } } as const
    const { status, stdout, stderr } = spawnSync(process.execPath, args, options)
    return { code: status, stdout, stderr }
  }

  /** Runs `polyhead` to its end without blocking: for tests that hold connections meanwhile. */
  async polyheadMeanwhile(...args: string[]): Promise<Outcome> {
    const child = spawn(process.execPath, [bin, ...args], { cwd: this.dir })
    const outcome: Outcome = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (data) => {
      outcome.stdout += data
    })
    child.stderr.on('data', (data) => {
      outcome.stderr += data
    })
    outcome.code = await new Promise((resolve) => child.on('close', (code) => resolve(code)))
    return outcome
  }

  /** Runs `polyhead` and sends it a signal as soon as its standard error holds `mark`. */
  async interrupt(mark: string, signal: NodeJS.Signals, ...args: string[]): Promise<Outcome> {
    return this.interruptNode(mark, signal, bin, ...args)
  }

  /** The same of any program. */
  async interruptNode(mark: string, signal: NodeJS.Signals, ...args: string[]): Promise<Outcome> {
    const child = spawn(process.execPath, args, { cwd: this.dir })
    const outcome: Outcome = { code: null, stdout: '', stderr: '' }
    let sent = false
    child.stdout.on('data', (data) => {
      outcome.stdout += data
    })
    child.stderr.on('data', (data) => {
      outcome.stderr += data
      if (sent || !outcome.stderr.includes(mark)) return
      sent = true
      child.kill(signal)
    })
    outcome.code = await new Promise((resolve) => child.on('close', (code) => resolve(code)))
    return outcome
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }
}
