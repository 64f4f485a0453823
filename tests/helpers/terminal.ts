import { type ChildProcess, spawn, spawnSync } from 'node:child_process'

/** Whether there is `script` of util-linux, which runs a command on a terminal of its own. */
export const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')

/** A command on a real terminal of 80 columns: all that it was told, and keys to send it. */
export class Terminal {
  /** What the terminal was told, escape sequences and all. */
  screen = ''
  /** The exit code. */
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess
  #changed = () => {}

  constructor(command: string, cwd: string, env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn('script', ['-qefc', `stty cols 80; ${command}`, '/dev/null'], {
      cwd,
      env: { ...process.env, TERM: 'xterm', ...env },
    })
    this.#child.stdout?.on('data', (data) => {
      this.screen += data
      this.#changed()
    })
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code) => {
        resolve(code)
        this.#changed()
      })
    })
  }

  /** Waits until the terminal was told something. */
  async shows(text: string, from = 0): Promise<void> {
    while (!this.screen.includes(text, from)) {
      const changed = new Promise<void>((resolve) => {
        this.#changed = resolve
      })
      if ((await Promise.race([changed, this.ended])) !== undefined && !this.screen.includes(text, from)) {
        throw new Error(`the command ended without '${text}':\n${this.screen}`)
      }
    }
  }

  /** Types keys: `\x03` is Ctrl-C. */
  type(keys: string): void {
    this.#child.stdin?.write(keys)
  }
}
