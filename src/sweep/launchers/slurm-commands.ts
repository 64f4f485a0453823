import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { RunError } from '../../util/run-error.js'

const run = promisify(execFile)

/** A task as the queue has it; its reason where it waits. */
export interface QueuedTask {
  task: string
  state: string
  reason: string | undefined
}

/** All tasks that the cluster knows. @throws where its controller is away */
export async function queuedTasks(): Promise<QueuedTask[]> {
  const { stdout } = await run('squeue', ['-h', '-r', '-t', 'all', '-o', '%i|%T|%r'], { maxBuffer: 2 ** 28 })
  const lines = stdout.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const [task = '', state = '', reason] = line.trim().split('|')
    return { task, state, reason: state === 'PENDING' && reason !== '' ? reason : undefined }
  })
}

/** `, exit code 3`; nothing where that is not known, or is 0. */
export async function exitCodeOf(task: string): Promise<string> {
  const { stdout } = await run('scontrol', ['-o', 'show', 'job', task]).catch(() => ({ stdout: '' }))
  const [, code = '0', signal = '0'] = /\bExitCode=(\d+):(\d+)/.exec(stdout) ?? []
  if (signal !== '0') return `, signal ${signal}`
  return code === '0' ? '' : `, exit code ${code}`
}

/** What a refusal of sbatch begins with. */
export const REFUSES = 'sbatch refuses the job'

/** @returns what it prints @throws RunError with sbatch's own words, or where it is not there */
export async function sbatch(options: readonly string[], script = ''): Promise<string> {
  try {
    const submitted = run('sbatch', [...options])
    // One that refuses its options is gone before it has read the script.
    submitted.child.stdin?.on('error', () => {}).end(script)
    return (await submitted).stdout
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string }
    if (code === 'ENOENT') {
      throw new RunError('hydra/launcher=slurm needs the command sbatch, which is not here', {
        hint: 'start it where jobs are submitted to the cluster',
      })
    }
    const lines = (stderr || message).split('\n').map((line) => line.replace(/^sbatch: (error: )?/, '').trim())
    throw new RunError(`${REFUSES}: ${lines.filter(Boolean).join('; ')}`, { cause: error })
  }
}

/** Lets a task end after its step; one that waits is taken out of the queue. */
export async function stop(task: string, state: string | undefined): Promise<void> {
  const how = state === 'RUNNING' ? ['--batch', '--signal=TERM'] : []
  await run('scancel', [...how, task]).catch(() => {})
}
