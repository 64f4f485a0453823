import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { Accuracy } from '../../src/components/metrics/accuracy.js'
import { Loss } from '../../src/components/metrics/loss.js'
import { Trainer } from '../../src/components/trainer/trainer.js'
import { instantiate } from '../../src/registry/instantiate.js'
import { loadPlugins } from '../../src/registry/plugins.js'
import { createRegistry } from '../../src/registry/registry.js'
import type { Callback } from '../../src/training/callback.js'
import type { Logger } from '../../src/training/logger.js'
import { packageRoot } from '../../src/util/package-root.js'
import { TinyDataset } from '../components/trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../components/trainer/tiny-run.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))
beforeAll(startWasm)

/** Writes an example of the page to a file of its own, and makes its component. */
async function example<T>(file: string, config: Record<string, unknown>): Promise<T> {
  const page = readFileSync(join(packageRoot, 'docs/callbacks-and-loggers.md'), 'utf8')
  const code = new RegExp(`\`\`\`js file=${file}\n([^]*?)\`\`\``).exec(page)?.[1]
  expect(code, file).toBeDefined()
  writeFileSync(join(root, file), code as string)
  writeFileSync(join(root, 'package.json'), '{"type": "module"}')
  const registry = createRegistry((await loadPlugins([{ name: `./${file}`, from: root }])).manifests)
  return (await instantiate(config, { registry })) as T
}

test('the callback of the page stops on a plateau', async () => {
  const config = { _target_: 'my_project.callbacks.StopOnPlateau', monitor: 'flat', window: 3, tolerance: 0.01 }
  const callback = await example<Callback>('stop-on-plateau.js', config)
  const values = [5, 4, 3, 2, 1.001, 1.002, 1.003, 1, 1].values()
  const metrics = { flat: { onTrainEpochEnd: () => ({ flat: values.next().value as number }) } }
  const algorithm = tinyAlgorithm()
  const result = await new Trainer({ max_epochs: 9, callbacks: { callback }, metrics }).fit(
    algorithm,
    new TinyDataset(),
  )
  expect(result).toMatchObject({ status: 'stopped', epochs: 7 })
  algorithm.dispose()
})

const python = process.env.POLYHEAD_PYTHON ?? 'python3'
const required = (process.env.POLYHEAD_REQUIRE ?? '').split(/\s+/).includes('mlflow')

function hasMLflow(): boolean {
  try {
    execFileSync(python, ['-c', 'import mlflow.server'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe.skipIf(!hasMLflow() && !required)('the logger of the page, at a real server (MLflow: POLYHEAD_PYTHON)', () => {
  let uri: string
  let server: ReturnType<typeof spawn>

  beforeAll(async () => {
    const port = await freePort()
    uri = `http://127.0.0.1:${port}`
    const store = ['--backend-store-uri', `sqlite:///${join(root, 'mlflow.db')}`, '--workers', '1']
    server = spawn(python, ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), ...store], {
      cwd: root,
      stdio: 'ignore',
      detached: true,
    })
    for (let up = false; !up; ) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      up = await fetch(`${uri}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    }
  }, 180_000)
  // its workers too: they are of its process group
  afterAll(() => process.kill(-(server.pid as number)))

  test('every metric arrives', async () => {
    const config = {
      _target_: 'my_project.loggers.MLflowLogger',
      tracking_uri: uri,
      experiment_name: 'tiny',
      batch_size: 4,
    }
    const mlflow = await example<Logger & { run(): Promise<string> }>('mlflow-logger.js', config)
    const rows: [name: string, value: number, step: number][] = []
    const memory: Logger = {
      logMetrics: (metrics, { step }) => {
        for (const [name, value] of Object.entries(metrics)) rows.push([name, value, step])
      },
    }
    const algorithm = tinyAlgorithm()
    const trainer = new Trainer({
      max_epochs: 2,
      log_every_n_steps: 2,
      loggers: { mlflow, memory },
      metrics: { acc: new Accuracy(), loss: new Loss() },
      hparams: { 'optimizer.lr': 0.1, batch_size: 2 },
    })
    await trainer.fit(algorithm, new TinyDataset())
    algorithm.dispose()
    const id = await mlflow.run()
    // biome-ignore lint/suspicious/noExplicitAny: what the server answers
    const get = async (path: string): Promise<any> => (await fetch(`${uri}/api/2.0/mlflow/${path}`)).json()
    const { run } = await get(`runs/get?run_id=${id}`)
    expect(run.info.status).toBe('FINISHED')
    expect(
      Object.fromEntries(run.data.params.map(({ key, value }: { key: string; value: string }) => [key, value])),
    ).toEqual({
      'optimizer.lr': '0.1',
      batch_size: '2',
    })
    for (const name of new Set(rows.map(([key]) => key))) {
      const { metrics } = await get(`metrics/get-history?run_id=${id}&metric_key=${encodeURIComponent(name)}`)
      const arrived = metrics.map(({ value, step }: { value: number; step?: number }) => [
        name,
        value,
        Number(step ?? 0),
      ])
      expect(arrived).toEqual(rows.filter(([key]) => key === name))
    }
  }, 120_000)
})
