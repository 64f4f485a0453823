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
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))
beforeAll(startWasm)

const page = readFileSync(join(packageRoot, 'docs/callbacks-and-loggers.md'), 'utf8')

/** An example of the page. */
function codeOf(file: string): string {
  const code = new RegExp(`\`\`\`js file=${file}\\n([^]*?)\`\`\``).exec(page)?.[1]
  expect(code, file).toBeDefined()
  return code as string
}

/** Writes an example of the page to a file of its own, and makes its component. */
async function example<T>(file: string, config: Record<string, unknown>): Promise<T> {
  writeFileSync(join(root, file), codeOf(file))
  writeFileSync(join(root, 'package.json'), '{"type": "module"}')
  const registry = createRegistry((await loadPlugins([{ name: `./${file}`, from: root }])).manifests)
  return (await instantiate(config, { registry })) as T
}

const project = new Project()
afterAll(() => project.remove())

/** The page's command for an example, and more arguments, in a project that has the example's file. */
function command(file: string, ...more: string[]): string[] {
  project.write('package.json', '{"type": "module"}').write(file, codeOf(file))
  const override = new RegExp(`^polyhead --plugin ./${file} \\\\\\n +'(.*)'$`, 'm').exec(page)?.[1]
  expect(override, file).toBeDefined()
  return ['--plugin', `./${file}`, override as string, 'train_tasks=2', 'eval_tasks=2', ...more]
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

test('so it does at the command line, and its schema guards its keys', () => {
  const { code, stderr } = project.polyhead(...command('stop-on-plateau.js', 'optimizer.lr=0', 'hydra.run.dir=flat'))
  expect(code, stderr).toBe(0)
  expect(project.read('flat/run.log')).toContain('learning_curve/val/acc has been flat for 3 epochs')
  const epochs = project.read('flat/metrics.jsonl').matchAll(/"epoch":(\d+)/g)
  expect(Math.max(...Array.from(epochs, ([, epoch]) => Number(epoch)))).toBe(2)
  const mistake = project.polyhead(
    ...command('stop-on-plateau.js', '+callbacks.plateau.windw=2', 'hydra.run.dir=never'),
  )
  expect(mistake.code).toBe(2)
  expect(mistake.stderr).toContain("did you mean 'window'?")
  expect(project.has('never')).toBe(false)
}, 60_000)

const python = process.env.POLYHEAD_PYTHON ?? 'python3'

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

describe.skipIf(!hasMLflow() && !required('mlflow'))(
  'the logger of the page, at a real server (MLflow: POLYHEAD_PYTHON)',
  () => {
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

    test('so it does at the command line, with the hyperparameters', async () => {
      const more = [`loggers.mlflow.tracking_uri=${uri}`, 'trainer.max_epochs=2', 'trainer.log_every_n_steps=20']
      const args = command('mlflow-logger.js', ...more, '+loggers.mlflow.experiment_name=cli', 'hydra.run.dir=run')
      const { code, stderr } = await project.polyheadMeanwhile(...args)
      expect(code, stderr).toBe(0)
      // biome-ignore lint/suspicious/noExplicitAny: what the server answers
      const ask = async (path: string, init?: RequestInit): Promise<any> =>
        (await fetch(`${uri}/api/2.0/mlflow/${path}`, init)).json()
      const { experiment } = await ask('experiments/get-by-name?experiment_name=cli')
      const { runs } = await ask('runs/search', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ experiment_ids: [experiment.experiment_id] }),
      })
      expect(runs).toHaveLength(1)
      const [{ info, data }] = runs
      expect(info.status).toBe('FINISHED')
      expect(data.params).toContainEqual({ key: 'optimizer.lr', value: '0.001' })
      const rows = project
        .read('run/metrics.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      const names = new Set(
        rows.flatMap((row) => Object.keys(row)).filter((name) => name !== 'step' && name !== 'epoch'),
      )
      expect(names).toContain('task/val/acc_2')
      for (const name of names) {
        const { metrics } = await ask(
          `metrics/get-history?run_id=${info.run_id}&metric_key=${encodeURIComponent(name)}`,
        )
        const arrived = metrics.map(({ value, step }: { value: number; step?: number }) => [value, Number(step ?? 0)])
        expect(arrived, name).toEqual(rows.filter((row) => name in row).map((row) => [row[name], row.step]))
      }
    }, 120_000)
  },
)
