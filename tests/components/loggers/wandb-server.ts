import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a run uploaded. */
export interface Uploaded {
  /** What the run was said to be, the first time. */
  run: Record<string, unknown>
  config: Record<string, { value: unknown }>
  /** One JSON object a row. */
  rows: string[]
  exitCode?: number
}

/** Takes what `wandb sync` uploads, as far as that asks for answers. */
export class WandbServer {
  readonly uploaded: Uploaded = { run: {}, config: {}, rows: [] }
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      let body = ''
      request.on('data', (data) => {
        body += data
      })
      request.on('end', () => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(this.#answer(request.url ?? '', body)))
      })
    })
  }

  /** @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #answer(url: string, body: string): unknown {
    if (url.includes('graphql')) {
      const { query, variables } = JSON.parse(body)
      return { data: this.#data(query, variables) }
    }
    if (!url.endsWith('/file_stream')) return {}
    const { files = {}, exitcode } = JSON.parse(body)
    this.uploaded.rows.push(...(files['wandb-history.jsonl']?.content ?? []))
    if (exitcode !== undefined) this.uploaded.exitCode = exitcode
    return {}
  }

  #data(query: string, variables: Record<string, unknown>): unknown {
    if (query.includes('viewer')) return { viewer: { id: 'v', entity: 'me', username: 'me', flags: '{}' } }
    if (query.includes('createRunFiles')) return { createRunFiles: { runID: 'r', uploadHeaders: [], files: [] } }
    if (!query.includes('upsertBucket')) return {}
    if (this.uploaded.run.name === undefined) this.uploaded.run = variables
    Object.assign(this.uploaded.config, JSON.parse(String(variables.config ?? '{}')))
    const project = { id: 'p', name: variables.project, entity: { id: 'e', name: variables.entity ?? 'me' } }
    const bucket = { id: 'r', name: variables.name, displayName: variables.displayName, config: '{}', project }
    return { upsertBucket: { bucket, inserted: true } }
  }
}
