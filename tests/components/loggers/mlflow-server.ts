import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'

const python = process.env.POLYHEAD_PYTHON ?? 'python3'

export function hasMLflow(): boolean {
  try {
    execFileSync(python, ['-c', 'import mlflow.server'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

interface Value {
  key: string
  value: string | number
  step?: number | string
}

/** What a server has of a run. */
export interface StoredRun {
  info: { run_id: string; run_name: string; status: string }
  data: { params?: Value[]; tags?: Value[]; metrics?: Value[] }
}

/** A real tracking server, with a database in a folder. */
export class MLflowServer {
  readonly #folder: string
  readonly #port: number
  #process: ChildProcess | undefined

  constructor(folder: string, port: number) {
    this.#folder = folder
    this.#port = port
  }

  get uri(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Resolves when it answers, and has answered once from its store: it loads much of itself for that. */
  async start(): Promise<void> {
    const store = ['--backend-store-uri', `sqlite:///${join(this.#folder, 'mlflow.db')}`, '--workers', '1']
    const where = ['--host', '127.0.0.1', '--port', String(this.#port)]
    this.#process = spawn(python, ['-m', 'mlflow', 'server', ...where, ...store], {
      cwd: this.#folder,
      stdio: 'ignore',
      detached: true,
    })
    for (let up = false; !up; ) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      up = await fetch(`${this.uri}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    }
    await this.ask('experiments/get?experiment_id=0')
  }

  /** Its workers, too: they are of its process group. */
  stop(): void {
    if (this.#process?.pid !== undefined) process.kill(-this.#process.pid, 'SIGKILL')
    this.#process = undefined
  }

  async ask<Answer>(path: string, body?: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json' }
    const post = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
    return (await (await fetch(`${this.uri}/api/2.0/mlflow/${path}`, post)).json()) as Answer
  }

  /** The runs of an experiment, the newest first. */
  async runs(experiment: string): Promise<StoredRun[]> {
    const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`
    const found = await this.ask<{ experiment?: { experiment_id: string } }>(query)
    if (!found.experiment) return []
    const { runs } = await this.ask<{ runs?: StoredRun[] }>('runs/search', {
      experiment_ids: [found.experiment.experiment_id],
      order_by: ['attributes.start_time DESC'],
    })
    return runs ?? []
  }

  /** Every value of a metric, in the order of its steps. */
  async history(run: string, metric: string): Promise<[step: number, value: number | string][]> {
    const query = `metrics/get-history?run_id=${run}&metric_key=${encodeURIComponent(metric)}`
    const { metrics = [] } = await this.ask<{ metrics?: Value[] }>(query)
    return metrics
      .map(({ step, value }): [number, number | string] => [Number(step ?? 0), value])
      .sort(([a], [b]) => a - b)
  }
}
