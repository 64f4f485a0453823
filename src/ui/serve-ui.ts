import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import type { Registry } from '../registry/registry.js'
import { ConfigError } from '../util/diagnostic.js'
import { inAddress, ownHosts } from './own-hosts.js'
import { RunStore } from './run-store.js'
import { uiApp } from './ui-app.js'

export { isLoopback } from './own-hosts.js'

export interface UiOptions {
  /** The folder whose runs are shown. */
  folder: string
  /** 0: any that is free. */
  port: number
  /** The address that is listened on. */
  host: string
  /** Whose schemas describe values. */
  registry: Registry
  signal: AbortSignal
}

export interface UiServer {
  /** Where a browser finds it, with the token. */
  url: string
  /** When the signal was aborted and all connections are closed. */
  ended: Promise<void>
}

/**
 * Serves the pages about the runs below a folder until the signal is aborted.
 * @throws ConfigError where there is no such folder, or the address is not to be had
 */
export async function serveUi({ folder, port, host, registry, signal }: UiOptions): Promise<UiServer> {
  const store = new RunStore(folder)
  const token = randomBytes(24).toString('base64url')
  const hosts = new Set<string>()
  const app = uiApp(store, registry, { hosts, token })
  const server = createAdaptorServer({ fetch: app.fetch })
  const stop = new AbortController()
  const { ended: unwatched } = await store.start(AbortSignal.any([signal, stop.signal]))
  try {
    await listen(server, host, port)
  } catch (error) {
    stop.abort()
    throw explained(error as NodeJS.ErrnoException, host, port)
  }
  const { port: taken } = server.address() as AddressInfo
  for (const name of ownHosts(host, taken)) hosts.add(name)
  const closed = new Promise<void>((resolve) => server.once('close', resolve))
  const close = () => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  }
  if (signal.aborted) close()
  else signal.addEventListener('abort', close, { once: true })
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : inAddress(host)
  return {
    url: `http://${shown}:${taken}/?token=${token}`,
    ended: Promise.all([closed, unwatched]).then(() => undefined),
  }
}

function listen(server: ServerType, host: string, port: number): Promise<void> {
  return new Promise((listening, refused) => {
    server.once('error', refused)
    server.listen(port, host, listening)
  })
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const why: Readonly<Record<string, string>> = {
    ERR_SOCKET_BAD_PORT: `a port is at most 65535, not ${port}`,
    EADDRINUSE: `port ${port} of ${host} is taken`,
    EACCES: `port ${port} may not be used: permission denied`,
    EADDRNOTAVAIL: `'${host}' is no address of this machine`,
    ENOTFOUND: `'${host}' is no address of this machine`,
  }
  const message = why[error.code ?? '']
  if (message === undefined) return error
  const hint =
    error.code?.startsWith('EADDRNOT') || error.code === 'ENOTFOUND'
      ? 'try --host 127.0.0.1'
      : 'try --port 0, which takes one that is free'
  return new ConfigError({ code: 'address-taken', path: '', message, hint }, { cause: error })
}
