import type { FinalStatus, Logger } from '../../training/logger.js'
import type { RunContext } from '../../training/run-context.js'
import { counted } from '../../util/counted.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { type Log, silentLog } from '../../util/log.js'
import { MLflowApi, MLflowError, type MLflowMetric, type MLflowParam, NO_ADDRESS } from './mlflow-api.js'
import { mlflowFault } from './mlflow-fault.js'

/** Keys of `MLFlowLogger`. */
export interface MLFlowLoggerParams {
  /** Default: `lightning_logs`. It is made where it is not there. */
  experiment_name?: string
  /** Default: a name that the server finds. */
  run_name?: string | null
  /** The server: `http://127.0.0.1:5000`. Default: what `MLFLOW_TRACKING_URI` says. */
  tracking_uri?: string | null
  /** Of the run. */
  tags?: Readonly<Record<string, unknown>> | null
  /** Put before each metric's name, with a hyphen; empty or null (default): nothing. */
  prefix?: string | null
  /** Where the server keeps files of an experiment that is made. */
  artifact_location?: string | null
  /** A run of the server to log into. Default: a new one. */
  run_id?: string | null
  context?: RunContext
}

/** MLflow takes so many metrics and parameters in one request. */
const METRICS = 900
const PARAMS = 100
/** Of a parameter's value, in any version of MLflow. */
const LONGEST_VALUE = 500
/** Rows wait for one request together: ms. */
const GATHERED = 1000
/** After a server failed it is asked again: ms. */
const PAUSE = 15_000
/** What waits for a server that is away; more would fill the memory. */
const MOST_WAITING = 1_000_000

/**
 * Sends every metric to a tracking server of MLflow's, beside training. A server that goes away does not end the run:
 * what was logged waits for it.
 */
export class MLFlowLogger implements Logger {
  readonly remote = true
  readonly #uri: string | undefined
  readonly #experiment: string
  readonly #options: MLFlowLoggerParams
  readonly #prefix: string
  readonly #log: Log
  #runId: string | undefined
  /** Whether the server knows the run as one that goes on. */
  #begun = false
  /** Whether the run is one of an earlier session: the server has its parameters. */
  #resumed = false
  #params: MLflowParam[] = []
  #metrics: MLflowMetric[] = []
  #lost = 0
  #failing = false
  #notBefore = 0
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> = Promise.resolve()

  constructor(options: MLFlowLoggerParams = {}) {
    this.#uri = options.tracking_uri || process.env.MLFLOW_TRACKING_URI || undefined
    this.#options = options
    this.#experiment = options.experiment_name ?? 'lightning_logs'
    this.#prefix = options.prefix ? `${options.prefix}-` : ''
    this.#log = options.context?.log ?? silentLog
    this.#runId = options.run_id ?? undefined
  }

  /** The run's id at the server; undefined before it is made. */
  get runId(): string | undefined {
    return this.#runId
  }

  /** Asks the server for the run or the experiment, and changes nothing. */
  async check(path: string): Promise<readonly Diagnostic[]> {
    try {
      if (this.#runId === undefined) await this.#api().findExperiment(this.#experiment)
      else await this.#api().requireRun(this.#runId)
      return []
    } catch (error) {
      if (!(error instanceof MLflowError)) throw error
      return [mlflowFault(error, path, this.#options.run_id ?? null)]
    }
  }

  async logHyperparams(hparams: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#resumed) return
    await this.#open()
    this.#params = Object.entries(hparams).map(([key, value]) => ({ key: allowed(key), value: shown(value) }))
    this.#soon()
  }

  async logMetrics(
    metrics: Readonly<Record<string, number>>,
    { step, epoch }: { step: number; epoch?: number },
  ): Promise<void> {
    await this.#open()
    const timestamp = Date.now()
    const named = new Map(Object.entries(metrics).map(([name, value]) => [this.#prefix + name, value]))
    if (epoch !== undefined) named.set('epoch', epoch)
    for (const [name, value] of named) {
      const json = Number.isFinite(value) ? value : String(value)
      this.#metrics.push({ key: allowed(name), value: json, timestamp, step })
    }
    if (this.#metrics.length > MOST_WAITING) {
      this.#lost += this.#metrics.splice(0, this.#metrics.length - MOST_WAITING).length
    }
    this.#soon()
  }

  async finalize(status: FinalStatus): Promise<void> {
    await this.#send(true)
    const names = { success: 'FINISHED', failed: 'FAILED', interrupted: 'KILLED' } as const
    const id = this.#runId
    if (this.#begun && id !== undefined) {
      const ended = await this.#attempt(() => this.#api().updateRun(id, names[status], Date.now()))
      // A server that was still coming back takes now what it did not take before.
      if (ended === 'done') await this.#send(true)
      this.#begun = false
    }
    const lost = this.#lost + this.#metrics.length
    if (lost > 0) this.#log.warn(`MLflow: ${counted(lost, 'value')} did not reach the server`)
    this.#lost = 0
    this.#metrics = []
  }

  /** A server that is away does not keep a checkpoint from being taken. */
  async sync(): Promise<void> {
    await this.#send(false)
  }

  stateDict(): { run_id: string | null } {
    return { run_id: this.#runId ?? null }
  }

  /** The run goes on at the server. What was logged after the checkpoint stays there, and is logged again. */
  loadStateDict(state: unknown): void {
    const { run_id } = (state ?? { run_id: null }) as { run_id: string | null }
    this.#resumed = run_id !== null
    if (run_id !== null) this.#runId = run_id
  }

  #api(): MLflowApi {
    if (this.#uri === undefined) {
      throw new MLflowError('neither this key nor MLFLOW_TRACKING_URI names a server', 400, NO_ADDRESS)
    }
    return new MLflowApi(this.#uri, process.env)
  }

  /** A checkpoint must know the run, or a run that goes on would be another one. */
  async #open(): Promise<void> {
    if (this.#runId !== undefined || this.#failing) return
    this.#sending = this.#sending.then(async () => void (await this.#attempt(() => this.#begin())))
    await this.#sending
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.#send(false), GATHERED).unref()
  }

  /** @param now also where the server failed a moment ago */
  #send(now: boolean): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sending = this.#sending.then(() => this.#sendAll(now))
    return this.#sending
  }

  async #sendAll(now: boolean): Promise<void> {
    if (!now && Date.now() < this.#notBefore) return
    while (this.#params.length > 0 || this.#metrics.length > 0) {
      const [params, metrics] = [this.#params.splice(0, PARAMS), this.#metrics.splice(0, METRICS)]
      const done = await this.#attempt(async () => this.#api().logBatch(await this.#begin(), params, metrics))
      if (done === 'never') this.#lost += metrics.length
      if (done !== 'later') continue
      this.#params = [...params, ...this.#params]
      this.#metrics = [...metrics, ...this.#metrics]
      return
    }
  }

  /** Does what the server may fail to: says so once, until it goes well again. */
  async #attempt(action: () => Promise<unknown>): Promise<'done' | 'later' | 'never'> {
    try {
      await action()
      if (this.#failing) this.#log.info(`MLflow: the server answers again`)
      this.#failing = false
      return 'done'
    } catch (error) {
      if (!(error instanceof MLflowError)) throw error
      const { passes } = error
      const what = passes ? 'what is logged waits for it' : 'what it does not take is lost'
      if (!this.#failing) this.#log.warn(`MLflow: ${error.message}. Training goes on; ${what}`)
      this.#failing = true
      this.#notBefore = Date.now() + (passes ? PAUSE : 0)
      return passes ? 'later' : 'never'
    }
  }

  /** Makes the run, or opens it again. */
  async #begin(): Promise<string> {
    const api = this.#api()
    const { run_name, tags, artifact_location } = this.#options
    if (this.#runId !== undefined) {
      if (!this.#begun) await api.updateRun(this.#runId, 'RUNNING')
    } else {
      const experiment_id =
        (await api.findExperiment(this.#experiment)) ??
        (await api.createExperiment(this.#experiment, artifact_location ?? undefined))
      const named = Object.entries(tags ?? {}).map(([key, value]) => ({ key, value: shown(value) }))
      const run = { experiment_id, run_name: run_name ?? undefined, start_time: Date.now(), tags: named }
      this.#runId = await api.createRun(run)
    }
    this.#begun = true
    return this.#runId
  }
}

/** MLflow's names have no other characters; Lightning leaves them out, too. */
function allowed(name: string): string {
  return name.replace(/[^\w/. -]+/g, '')
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_VALUE)
}
