import type { WireError } from './wire.js'

/** What the server said was wrong. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message)
  }
}

/** Nobody answered. */
export class Unreachable extends ApiError {
  constructor() {
    super('the server does not answer', 'start polyhead ui again')
  }
}

type Params = Readonly<Record<string, string | number | readonly string[] | undefined>>

/** An address of the server: a list stands for a name that is given several times. */
export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) for (const each of value) query.append(name, each)
    else if (value !== undefined) query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

/** What the server answers. @throws ApiError where it refuses, or is not there */
export async function get<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  return answer<T>(await reach(address(path, params), { signal }))
}

/** Changes something. @throws ApiError as `get` */
export async function put<T>(path: string, params: Params, body: unknown): Promise<T> {
  const headers = { 'Content-Type': 'application/json' }
  return answer<T>(await reach(address(path, params), { method: 'PUT', headers, body: JSON.stringify(body) }))
}

async function reach(url: string, init: { signal?: AbortSignal | undefined } & Omit<RequestInit, 'signal'>) {
  try {
    return await fetch(url, init as RequestInit)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Unreachable()
  }
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T
  const text = await response.text()
  let error: WireError = { message: text.trim() }
  try {
    error = JSON.parse(text) as WireError
  } catch {
    // The guard answers in plain text.
  }
  throw new ApiError(error.message, error.hint)
}
