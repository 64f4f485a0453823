import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))

/** `polyhead ui` as a process of its own. */
export class Served {
  readonly #child: ChildProcess
  /** With the token. */
  readonly url: string
  readonly origin: string
  readonly token: string

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
    this.origin = new URL(url).origin
    this.token = new URL(url).searchParams.get('token') as string
  }

  static async start(dir: string, ...args: readonly string[]): Promise<Served> {
    const child = spawn(process.execPath, [bin, 'ui', '.', '--port', '0', ...args], { cwd: dir })
    let [out, err] = ['', '']
    child.stderr.on('data', (data) => {
      err += data
    })
    return new Promise((resolve, reject) => {
      child.stdout.on('data', (data) => {
        out += data
        const url = /^http:\S+/m.exec(out)?.[0]
        if (url !== undefined && out.includes('\n')) resolve(new Served(child, url))
      })
      child.once('exit', (code) => reject(new Error(`polyhead ui ended with ${code}: ${err}`)))
    })
  }

  get pid(): number {
    return this.#child.pid as number
  }

  get cookie(): string {
    return `polyhead-ui-${new URL(this.origin).port}=${this.token}`
  }

  /** As the page would ask. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(this.origin + path, { headers: { cookie: this.cookie, ...headers } })
  }

  async json<T>(path: string): Promise<T> {
    return (await (await this.get(path)).json()) as T
  }

  put(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const all = { cookie: this.cookie, origin: this.origin, 'content-type': 'application/json', ...headers }
    return fetch(this.origin + path, { method: 'PUT', headers: all, body: JSON.stringify(body) })
  }

  /** Sends a signal. @returns how it ended */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    const { exitCode } = this.#child
    if (exitCode !== null) return exitCode
    return new Promise((resolve) => {
      this.#child.removeAllListeners('exit')
      this.#child.once('exit', (code) => resolve(code))
      this.#child.kill(signal)
    })
  }
}
