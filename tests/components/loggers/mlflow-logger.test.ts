import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { MLFlowLogger } from '../../../src/components/loggers/mlflow-logger.js'
import { builtinRegistry } from '../../../src/components/manifests.js'
import { fromPlain } from '../../../src/config/index.js'
import type { MapNode } from '../../../src/config/node.js'
import { loggerChecks } from '../../../src/testing/index.js'
import { freePort } from '../../helpers/free-port.js'
import { Project } from '../../helpers/project.js'
import { required } from '../../helpers/required.js'
import { testAll } from '../../helpers/test-all.js'
import { hasMLflow, MLflowServer } from './mlflow-server.js'
import { Way } from './way.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

/** A context that keeps what is told. */
function listening() {
  const told: string[] = []
  const tell = (message: string) => void told.push(message)
  const log = { debug() {}, info: tell, warn: tell, error: tell }
  return { told, context: { log, signal: new AbortController().signal, report: () => 'continue' as const } }
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

/** The port of a server that answers so. */
async function answering(answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const project = new Project()
afterAll(() => project.remove())
const quick = ['train_tasks=2', 'eval_tasks=2', 'trainer.max_epochs=2', 'trainer.log_every_n_steps=20']
const mlflow = (uri: string) => ['+loggers@loggers.mlflow=mlflow_logger', `loggers.mlflow.tracking_uri=${uri}`]

describe.skipIf(!hasMLflow() && !required('mlflow'))('MLFlowLogger, at a real server (MLflow: POLYHEAD_PYTHON)', () => {
  let server: MLflowServer

  beforeAll(async () => {
    server = new MLflowServer(root, await freePort())
    await server.start()
  })
  afterAll(() => server.stop())

  test('every metric and hyperparameter of a run of the command line arrives', async () => {
    const more = ['loggers.mlflow.experiment_name=cli', 'loggers.mlflow.run_name=first', '+loggers.mlflow.tags.a=1']
    const { code, stderr } = await project.polyheadMeanwhile(
      ...quick,
      ...mlflow(server.uri),
      ...more,
      'hydra.run.dir=run',
    )
    expect(code, stderr).toBe(0)
    const [run, ...others] = await server.runs('cli')
    expect(others).toEqual([])
    expect(run?.info).toMatchObject({ status: 'FINISHED', run_name: 'first' })
    expect(run?.data.params).toContainEqual({ key: 'optimizer.lr', value: '0.001' })
    expect(run?.data.tags).toContainEqual({ key: 'a', value: '1' })
    const lines = project.read('run/metrics.jsonl').trim().split('\n')
    const rows = lines.map((line) => JSON.parse(line) as Record<string, number>)
    const names = new Set(rows.flatMap((row) => Object.keys(row)).filter((name) => name !== 'step'))
    expect(names).toContain('task/val/acc_2')
    for (const name of names) {
      const logged = rows.filter((row) => name in row).map((row) => [row.step, row[name]])
      const arrived = await server.history(run?.info.run_id as string, name)
      const distinct = new Map(logged as [number, number][])
      expect(new Map(arrived), name).toEqual(distinct)
    }
  })

  test('a reproduction tells the server nothing', async () => {
    const before = (await server.runs('cli')).length
    const { code, stdout, stderr } = await project.polyheadMeanwhile('reproduce', 'run')
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('identical')
    expect(await server.runs('cli')).toHaveLength(before)
  })

  test('a run that goes on is the same one at the server', async () => {
    const first = new MLFlowLogger({ tracking_uri: server.uri, experiment_name: 'resumed' })
    await first.logHyperparams({ lr: 0.1 })
    await first.logMetrics({ loss: 3 }, { step: 0 })
    await first.sync()
    const state = JSON.parse(JSON.stringify(first.stateDict()))
    await first.finalize('interrupted')
    expect((await server.runs('resumed'))[0]?.info.status).toBe('KILLED')
    const second = new MLFlowLogger({ tracking_uri: server.uri, experiment_name: 'resumed' })
    second.loadStateDict(state)
    expect(await second.check('loggers.mlflow')).toEqual([])
    await second.logHyperparams({ lr: 'another' })
    await second.logMetrics({ loss: Number.NaN }, { step: 1, epoch: 0 })
    await second.finalize('success')
    const [run, ...others] = await server.runs('resumed')
    expect(others).toEqual([])
    expect(run?.info.status).toBe('FINISHED')
    expect(run?.data.params).toEqual([{ key: 'lr', value: '0.1' }])
    expect(await server.history(state.run_id, 'loss')).toEqual([
      [0, 3],
      [1, 'NaN'],
    ])
  })

  test('a run that is not there, and an experiment that was deleted, are refused', async () => {
    const run_id = '0'.repeat(32)
    const unknown = new MLFlowLogger({ tracking_uri: server.uri, run_id })
    expect(await unknown.check('loggers.mlflow')).toMatchObject([
      { code: 'no-server', path: 'loggers.mlflow.run_id', hint: 'use loggers.mlflow.run_id=null' },
    ])
    const { experiment_id } = await server.ask<{ experiment_id: string }>('experiments/create', { name: 'gone' })
    await server.ask('experiments/delete', { experiment_id })
    const deleted = new MLFlowLogger({ tracking_uri: server.uri, experiment_name: 'gone' })
    expect(await deleted.check('loggers.mlflow')).toMatchObject([{ path: 'loggers.mlflow.experiment_name' }])
  })

  test('a server that goes away and comes back gets what was logged meanwhile', async () => {
    const { told, context } = listening()
    // The way to the server goes, which is what a client sees of it: to start the server anew takes far longer.
    const way = await Way.open(server.uri)
    const logger = new MLFlowLogger({ tracking_uri: way.uri, experiment_name: 'away', context })
    await logger.logMetrics({ loss: 1 }, { step: 0 })
    await logger.sync()
    await way.close()
    await logger.logMetrics({ loss: 2 }, { step: 1 })
    await logger.sync()
    await logger.logMetrics({ loss: 3 }, { step: 2 })
    await logger.sync()
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/gives no answer: .*Training goes on; what is logged waits for it/)
    await way.reopen()
    await logger.finalize('success')
    await way.close()
    expect(told).toEqual([told[0], 'MLflow: the server answers again'])
    const [run] = await server.runs('away')
    expect(run?.info.status).toBe('FINISHED')
    expect(await server.history(run?.info.run_id as string, 'loss')).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
  })

  const checked = new Map<string, string>()
  let experiments = 0
  const make = (folder: string) => {
    const experiment = checked.get(folder) ?? `check-${experiments++}`
    checked.set(folder, experiment)
    return new MLFlowLogger({ tracking_uri: server.uri, experiment_name: experiment })
  }
  /** The newest value at each step of the newest run: nothing is taken back at a server. */
  const read = async (folder: string) => {
    const [run] = await server.runs(checked.get(folder) as string)
    const names = (run?.data.metrics ?? []).map(({ key }) => key).sort()
    const values = names.map(async (name) => [
      name,
      [...new Map(await server.history(run?.info.run_id as string, name))],
    ])
    return Object.fromEntries(await Promise.all(values))
  }
  testAll('MLFlowLogger, as every logger', loggerChecks(make, { read }))
})

describe('a server that does not answer', () => {
  afterEach(() => vi.unstubAllEnvs())

  test('is found before anything is written', async () => {
    const uri = `http://127.0.0.1:${await freePort()}`
    const { code, stderr } = project.polyhead(...quick, ...mlflow(uri), 'hydra.run.dir=never')
    expect(code).toBe(2)
    expect(stderr).toContain(`loggers.mlflow.tracking_uri: ${uri} gives no answer`)
    expect(stderr).toContain("start it by 'mlflow server', or leave this logger out")
    expect(project.has('never')).toBe(false)
  })

  test('is not asked where nothing is logged', async () => {
    const uri = `http://127.0.0.1:${await freePort()}`
    const { code, stderr } = project.polyhead(...quick, ...mlflow(uri), 'trainer.fast_dev_run=true')
    expect(code, stderr).toBe(0)
  })

  test('does not end a run: what is lost is told', async () => {
    const { told, context } = listening()
    const logger = new MLFlowLogger({ tracking_uri: `http://127.0.0.1:${await freePort()}`, context })
    await logger.logHyperparams({ lr: 1 })
    await logger.logMetrics({ loss: 1, acc: 2 }, { step: 0, epoch: 0 })
    await logger.finalize('success')
    expect(told).toHaveLength(2)
    expect(told[1]).toMatch(/^MLflow: 3 values did not reach the server$/)
  })

  test('is named by the environment where the config names none', async () => {
    vi.stubEnv('MLFLOW_TRACKING_URI', '')
    const logger = new MLFlowLogger({})
    expect(await logger.check('loggers.mlflow')).toMatchObject([
      {
        message: 'loggers.mlflow.tracking_uri: neither this key nor MLFLOW_TRACKING_URI names a server',
        hint: "start 'mlflow server', and use loggers.mlflow.tracking_uri=http://127.0.0.1:5000",
      },
    ])
    vi.stubEnv('MLFLOW_TRACKING_URI', `http://127.0.0.1:${await freePort()}`)
    const [fault] = await new MLFlowLogger({}).check('loggers.mlflow')
    expect(fault?.message).toContain('gives no answer')
    vi.stubEnv('MLFLOW_TRACKING_URI', 'mlruns')
    const [folder] = await new MLFlowLogger({}).check('loggers.mlflow')
    expect(folder?.message).toContain('MLFLOW_TRACKING_URI names no server')
  })

  test('is told who asks, and nobody else is', async () => {
    const asked: (string | undefined)[] = []
    const port = await answering((request, response) => {
      asked.push(request.headers.authorization)
      response.writeHead(401).end('{"message": "who are you?"}')
    })
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
    const check = async () => (await new MLFlowLogger({}).check('loggers.mlflow'))[0]
    vi.stubEnv('MLFLOW_TRACKING_URI', `http://me:hunter2@127.0.0.1:${port}/`)
    expect((await check())?.message).toBe(
      `loggers.mlflow.tracking_uri: http://127.0.0.1:${port} answered 401: who are you?`,
    )
    vi.stubEnv('MLFLOW_TRACKING_URI', `http://127.0.0.1:${port}`)
    vi.stubEnv('MLFLOW_TRACKING_TOKEN', 'abc')
    expect((await check())?.hint).toContain('MLFLOW_TRACKING_PASSWORD')
    vi.stubEnv('MLFLOW_TRACKING_USERNAME', 'you')
    vi.stubEnv('MLFLOW_TRACKING_PASSWORD', 'secret')
    await check()
    expect(asked).toEqual([basic('me:hunter2'), 'Bearer abc', basic('you:secret')])
  })

  test('may have a password with a bare percent sign', async () => {
    const asked: (string | undefined)[] = []
    const port = await answering((request, response) => {
      asked.push(request.headers.authorization)
      response.end('{"experiment": {"experiment_id": "1"}}')
    })
    vi.stubEnv('MLFLOW_TRACKING_URI', `http://me:100%@127.0.0.1:${port}`)
    expect(await new MLFlowLogger({}).check('loggers.mlflow')).toEqual([])
    expect(asked).toEqual([`Basic ${Buffer.from('me:100%').toString('base64')}`])
  })
})

describe('a server that is none of MLflow', () => {
  test.each([
    '{}',
    '[]',
    '{"experiment": null}',
    '{"experiment": {}}',
    '{"experiment": {"experiment_id": 1}}',
    '1',
    '<p>',
  ])('and answers %s is refused before anything is written', async (answer) => {
    const port = await answering((_, response) => response.end(answer))
    const found = {
      code: 'no-server',
      path: 'loggers.m.tracking_uri',
      message: `loggers.m.tracking_uri: http://127.0.0.1:${port} answered 200: this is no answer of MLflow`,
      hint: 'something else listens there: name the address of MLflow',
    }
    const tracking_uri = `http://127.0.0.1:${port}`
    expect(await new MLFlowLogger({ tracking_uri }).check('loggers.m')).toEqual([found])
    expect(await new MLFlowLogger({ tracking_uri, run_id: '1' }).check('loggers.m')).toEqual([found])
  })

  test.each(['{}', '{"run": {}}', '{"run": {"info": {"run_id": 7}}}'])(
    'and answers %s to a run that is to be made does not end training: what is lost is told',
    async (answer) => {
      const port = await answering(({ url }, response) => {
        response.end(url?.endsWith('/runs/create') ? answer : '{"experiment": {"experiment_id": "1"}}')
      })
      const { told, context } = listening()
      const logger = new MLFlowLogger({ tracking_uri: `http://127.0.0.1:${port}`, context })
      await logger.logHyperparams({ lr: 1 })
      await logger.logMetrics({ loss: 1 }, { step: 0 })
      await logger.sync()
      await logger.finalize('success')
      expect(told).toEqual([
        expect.stringMatching(/this is no answer of MLflow. Training goes on; what it does not take is lost$/),
        'MLflow: 1 value did not reach the server',
      ])
    },
  )
})

test('a folder is no server, a password is none of the config, and weights are not uploaded', () => {
  const refused = (...more: string[]) => {
    const { code, stderr } = project.polyhead(...quick, ...more, 'hydra.run.dir=never')
    expect(code).toBe(2)
    expect(project.has('never')).toBe(false)
    return stderr
  }
  expect(refused(...mlflow('logs/mlruns'))).toContain('must be the address of a server')
  const secret = refused(...mlflow('http://me:hunter2hunter2@127.0.0.1:65535'))
  expect(secret).toContain('must not hold a password')
  expect(secret).toContain('MLFLOW_TRACKING_PASSWORD')
  expect(secret).not.toContain('hunter2hunter2')
  const uploads = fromPlain({ tracking_uri: null, log_model: 'all' })
  const { check } = builtinRegistry.find('polyhead.loggers.MLFlowLogger') ?? {}
  expect(check?.(uploads, 'loggers.m', uploads as MapNode)).toMatchObject([
    { severity: 'warning', path: 'loggers.m.log_model', code: 'no-effect' },
  ])
})
