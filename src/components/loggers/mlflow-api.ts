import { describeThrown } from '../../util/thrown.js'

/** A tracking server that could not be asked, or refused. */
export class MLflowError extends Error {
  override readonly name = 'MLflowError'

  constructor(
    message: string,
    /** Of the answer; undefined where there was none. */
    readonly status?: number,
    /** MLflow's name for what is wrong: `RESOURCE_DOES_NOT_EXIST`. */
    readonly code?: string,
  ) {
    super(message)
  }

  /** Whether the same may go well later. */
  get passes(): boolean {
    return this.status === undefined || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

/** One value of a metric: numbers that JSON lacks are texts. */
export interface MLflowMetric {
  key: string
  value: number | string
  /** ms since 1970. */
  timestamp: number
  step: number
}

export interface MLflowParam {
  key: string
  value: string
}

/** How a run stands, by MLflow's names. */
export type MLflowStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED'

/** The code where nothing names a server, and that of an answer that is not MLflow's. */
export const NO_ADDRESS = 'NO_ADDRESS'
export const NOT_MLFLOW = 'NOT_MLFLOW'

type Answer = Readonly<Record<string, unknown>>

/** A server that does not answer keeps a run no longer than this: ms. */
const PATIENCE = 10_000

/** Asks a tracking server of MLflow's, by its REST interface. Every method throws {@link MLflowError}. */
export class MLflowApi {
  /** Without a password. */
  readonly uri: string
  readonly #base: string
  readonly #headers: Readonly<Record<string, string>>

  /**
   * @param uri with a password only where the environment has it
   * @param env where the credentials are, by MLflow's own names
   * @throws MLflowError where the address is none of a server
   */
  constructor(uri: string, env: NodeJS.ProcessEnv) {
    const url = URL.canParse(uri) ? new URL(uri) : undefined
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new MLflowError('MLFLOW_TRACKING_URI names no server', 400, NO_ADDRESS)
    }
    const given = [unescaped(url.username), unescaped(url.password)] as const
    url.username = ''
    url.password = ''
    this.uri = withoutSlash(url.href)
    this.#base = `${this.uri}/api/2.0/mlflow`
    this.#headers = { 'content-type': 'application/json', ...authorization(env, given) }
  }

  /** The id of an experiment, undefined where there is none. */
  async findExperiment(name: string): Promise<string | undefined> {
    let found: Answer
    try {
      found = await this.#ask(`experiments/get-by-name?${new URLSearchParams({ experiment_name: name })}`)
    } catch (error) {
      if ((error as MLflowError).code === 'RESOURCE_DOES_NOT_EXIST') return undefined
      throw error
    }
    const id = this.#text(found, 'experiment', 'experiment_id')
    const deleted = (found.experiment as Answer).lifecycle_stage === 'deleted'
    if (deleted) throw new MLflowError(`the experiment '${name}' is deleted`, 400, 'DELETED')
    return id
  }

  async createExperiment(name: string, artifact_location?: string): Promise<string> {
    return this.#text(await this.#ask('experiments/create', { name, artifact_location }), 'experiment_id')
  }

  async requireRun(run_id: string): Promise<void> {
    this.#text(await this.#ask(`runs/get?${new URLSearchParams({ run_id })}`), 'run', 'info', 'run_id')
  }

  /** @returns its id */
  async createRun(run: {
    experiment_id: string
    run_name: string | undefined
    start_time: number
    tags: readonly MLflowParam[]
  }): Promise<string> {
    return this.#text(await this.#ask('runs/create', run), 'run', 'info', 'run_id')
  }

  async updateRun(run_id: string, status: MLflowStatus, end_time?: number): Promise<void> {
    await this.#ask('runs/update', { run_id, status, end_time })
  }

  async logBatch(run_id: string, params: readonly MLflowParam[], metrics: readonly MLflowMetric[]): Promise<void> {
    await this.#ask('runs/log-batch', { run_id, params, metrics })
  }

  /** @param body to be posted; undefined: nothing is posted, but got */
  async #ask(path: string, body?: unknown): Promise<Answer> {
    const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    let response: Response
    let text: string
    try {
      const signal = AbortSignal.timeout(PATIENCE)
      response = await fetch(`${this.#base}/${path}`, { ...post, headers: this.#headers, signal })
      text = await response.text()
    } catch (error) {
      throw new MLflowError(`${this.uri} gives no answer: ${reason(error)}`)
    }
    const answer = parsed(text)
    if (response.ok) return answer ?? this.#odd(response.status)
    const { message, error_code: code } = answer ?? {}
    if (typeof message !== 'string') return this.#odd(response.status)
    throw new MLflowError(
      `${this.uri} answered ${response.status}: ${message}`,
      response.status,
      typeof code === 'string' ? code : undefined,
    )
  }

  /** A text in an answer, by the keys that lead to it: another server may answer anything. */
  #text(answer: Answer, ...keys: readonly string[]): string {
    const found = keys.reduce<unknown>((value, key) => (value as Answer | null | undefined)?.[key], answer)
    return typeof found === 'string' ? found : this.#odd(200)
  }

  #odd(status: number): never {
    const message = `${this.uri} answered ${status}: this is no answer of MLflow`
    throw new MLflowError(message, status < 300 ? 400 : status, NOT_MLFLOW)
  }
}

/** @param given the user and the password of the address, which may be empty */
function authorization(env: NodeJS.ProcessEnv, given: readonly [string, string]): Record<string, string> {
  const { MLFLOW_TRACKING_TOKEN: token } = env
  const { MLFLOW_TRACKING_USERNAME: user = given[0], MLFLOW_TRACKING_PASSWORD: password = given[1] } = env
  if (user && password) return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
  return token ? { authorization: `Bearer ${token}` } : {}
}

/** A user or password as an address has it; a bare `%` stands for itself. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function parsed(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Answer) : undefined
  } catch {
    return undefined
  }
}

/** Without the slashes at its end. */
function withoutSlash(address: string): string {
  let end = address.length
  while (address[end - 1] === '/') end--
  return address.slice(0, end)
}

function reason(error: unknown): string {
  return (error as Error).name === 'TimeoutError'
    ? `none within ${PATIENCE / 1000} s`
    : describeThrown(error, { kind: false })
}
