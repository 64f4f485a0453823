import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A port that leads to a server, and can be closed and opened again while the server stays as it is. */
export class Way {
  readonly #open = new Set<Socket>()
  readonly #server
  #port = 0
  #isClosing = false

  private constructor(uri: string) {
    const { hostname, port } = new URL(uri)
    this.#server = createServer((near) => {
      // It was let in before the port closed.
      if (this.#isClosing) return void near.destroy()
      const far = connect(Number(port), hostname)
      near.pipe(far).pipe(near)
      for (const socket of [near, far]) {
        this.#open.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => this.#open.delete(socket))
      }
    })
  }

  static async open(uri: string): Promise<Way> {
    const way = new Way(uri)
    await way.reopen()
    return way
  }

  get uri(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Opens the same port as before. */
  async reopen(): Promise<void> {
    this.#isClosing = false
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.#isClosing = true
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#open) socket.destroy()
    await closed
  }
}
