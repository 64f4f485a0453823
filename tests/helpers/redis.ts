import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.js'

/** A Redis of a test's own, on loopback, that keeps what it holds in a file. */
export class RedisServer {
  readonly url: string
  readonly #port: number
  readonly #dir = mkdtempSync(join(tmpdir(), 'polyhead-redis-'))
  #server: ChildProcess | undefined

  private constructor(port: number) {
    this.#port = port
    this.url = `redis://127.0.0.1:${port}`
  }

  static isThere(): boolean {
    return spawnSync('redis-server', ['--version']).status === 0
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort())
    await server.up()
    return server
  }

  async up(): Promise<void> {
    const keep = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--maxmemory-policy', 'noeviction']
    const where = ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#dir]
    this.#server = spawn('redis-server', [...where, ...keep], { stdio: 'ignore' })
    while (spawnSync('redis-cli', ['-p', String(this.#port), 'ping'], { encoding: 'utf8' }).stdout !== 'PONG\n') {
      await setTimeout(20)
    }
  }

  /** Kills it: what it has kept is there when it is up again. */
  async kill(): Promise<void> {
    const ended = this.#server && once(this.#server, 'exit')
    this.#server?.kill('SIGKILL')
    await ended
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
