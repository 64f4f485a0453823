import { chmodSync } from 'node:fs'
import { delimiter } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { JobDocument } from '../../src/sweep/job-document.js'
import type { Launcher, LaunchHost } from '../../src/sweep/launchers/launcher.js'
import { LimitReached } from '../../src/sweep/launchers/limit-reached.js'
import { SlurmLauncher } from '../../src/sweep/launchers/slurm-launcher.js'
import { keyRefused } from '../../src/sweep/launchers/slurm-words.js'
import { SubmititLauncher } from '../../src/sweep/launchers/submitit-launcher.js'
import { Project } from '../helpers/project.js'

test.each([
  ['invalid partition specified: none; Batch job submission failed: Invalid partition name specified', 'partition'],
  ['Batch job submission failed: Invalid qos specification', 'qos'],
  ['Batch job submission failed: Invalid account specified', 'account'],
  ['Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)', 'time'],
  ['Memory specification can not be satisfied', 'memory'],
  // A limit of how many jobs there may be, which passes by itself.
  ["Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", undefined],
  ['Invalid account or account/partition combination specified', undefined],
  ['Requested node configuration is not available', undefined],
])('of what sbatch says, %s, the key is %s', (message, key) => {
  expect(keyRefused(`sbatch refuses the job: ${message}`, () => true)).toBe(key)
})

/** Commands of a cluster that answer in these words alone. */
function launched(
  commands: Readonly<Record<string, string>>,
  { launcher = new SubmititLauncher({ mem_gb: 4 }), told = [] }: { launcher?: Launcher; told?: string[] } = {},
): Promise<unknown> {
  const project = new Project()
  onTestFinished(() => {
    vi.unstubAllEnvs()
    project.remove()
  })
  for (const [name, line] of Object.entries(commands)) {
    project.write(`bin/${name}`, `#!/bin/sh\n${line}\n`)
    chmodSync(`${project.dir}/bin/${name}`, 0o755)
  }
  vi.stubEnv('PATH', `${project.dir}/bin${delimiter}${process.env.PATH}`)
  project.write('mr/.jobs/.keep', '')
  for (const name of told) project.write(`mr/.jobs/${name}`, '')
  const job = { num: 0, attempt: 1, sweep: { dir: `${project.dir}/mr` } } as unknown as JobDocument
  const program = { command: ['node', 'worker'], project: { cwd: project.dir } }
  const { signal } = new AbortController()
  const host = { program, signal, startedBy() {}, show() {} } as unknown as LaunchHost
  return launcher.launch(job, host).catch((error: unknown) => error)
}

test('a job by the keys of submitit that needed more memory is told twice as much, in GB', async () => {
  const error = await launched({ sbatch: 'echo 7', squeue: "echo '7_0|OUT_OF_MEMORY|None'" })
  expect(error).toMatchObject({ more: 'hydra.launcher.mem_gb=8' })
})

test('a time that is refused is told no null, which submitit does not take', async () => {
  const error = await launched({ sbatch: "echo 'sbatch: error: Requested time limit is invalid' >&2; exit 1" })
  expect(error).toMatchObject({ message: 'sbatch refuses the job: Requested time limit is invalid', way: undefined })
})

test('a task is not told what the one before it was, which is gone', async () => {
  const sbatch = 'test ! -e "$(dirname "$0")/../mr/.jobs/0.prune" && echo 7'
  const error = await launched({ sbatch, squeue: "echo '7_0|OUT_OF_MEMORY|None'" }, { told: ['0.prune'] })
  expect(error).toBeInstanceOf(LimitReached)
})

test('lines before a job that fail are named at once where no job is run again', async () => {
  const launcher = new SlurmLauncher({ setup: ['false'], retries: 0, poll: 0.01 })
  const error = await launched({ sbatch: 'echo 7', squeue: "echo '7_0|FAILED|None'", scontrol: 'true' }, { launcher })
  expect(error).toMatchObject({ hint: 'the lines of hydra.launcher.setup run before it: false' })
})
