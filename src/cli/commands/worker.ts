import { counted } from '../../util/counted.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const worker = defineCommand({
  name: 'worker',
  summary: 'run jobs of sweeps that `hydra/launcher=redis` puts into a queue',
  help: [
    'Takes jobs from a queue in Redis and runs them in processes of this machine, until Ctrl-C. Start it in a folder',
    'from which the data of the jobs are found; plugins are those of its project.',
  ],
  examples: ['polyhead worker --redis redis://127.0.0.1:6379 --slots 2'],
  examplesIn: 'tests/sweep/redis.test.ts',
  operands: {},
  options: {
    redis: {
      type: 'text',
      name: 'URL',
      about: 'where Redis is',
      default: 'redis://127.0.0.1:6379',
      looks: { like: /^rediss?:\/\/./, such: 'redis://HOST:PORT' },
    },
    queue: {
      type: 'text',
      name: 'NAME',
      about: 'the queue, as the launcher names it',
      default: 'polyhead',
      looks: { like: /^[^:]+$/, such: 'jobs-1' },
    },
    slots: { type: 'integer', name: 'N', least: 1, about: 'jobs at the same time', default: 1 },
  },
  overrides: false,
  async run({ options, flags }, _project, app) {
    const { redisWorker } = await import('../../sweep/launchers/redis-worker.js')
    const { interruptSignal } = await import('../interrupt.js')
    const { workerCommand } = await import('../jobs/worker-command.js')
    const { tell, tellOnCleanLine } = await import('../../util/terminal.js')
    const { signal, release } = interruptSignal({ armed: 'quietly' })
    try {
      const isClosed = await redisWorker({
        ...{ url: options.redis, queue: options.queue, slots: options.slots, signal },
        ...{ program: app.jobName, command: workerCommand(flags) },
        stopping: (jobs) => {
          if (jobs === 0) tellOnCleanLine('no job runs: the worker ends\n')
          else tellOnCleanLine(`stopping ${counted(jobs, 'job')} after this step; once more to stop at once\n`)
        },
        tell: (text) => {
          if (!flags.quiet) tell(`${text}\n`)
        },
      })
      if (!isClosed) process.exit(EXIT.done)
      return EXIT.done
    } finally {
      release()
    }
  },
})
