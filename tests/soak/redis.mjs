// As `sweep`, by workers of a queue in Redis: the sweep, its workers and their jobs are killed at random moments, and
// Redis is killed in the middle and comes back with what its file holds. The same POLYHEAD_… choose how much.
import { spawn } from 'node:child_process'
import { importTs } from './lib/import-ts.mjs'
import { appFolder, killedSweep, killLastBody, random } from './lib/killed-sweep.mjs'

const { RedisServer } = await importTs('tests/helpers/redis.ts')
const kills = Number(process.env.POLYHEAD_KILLS ?? 20)
const folder = appFolder()
const redis = await RedisServer.start()
const newWorker = () => {
  const args = ['app.mjs', 'worker', '--redis', redis.url, '--slots', '2', '--quiet']
  return spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' })
}
const workers = [newWorker(), newWorker()]
try {
  await killedSweep(folder, {
    launcher: ['hydra/launcher=redis', `hydra.launcher.url=${redis.url}`, 'hydra.launcher.retries=5'],
    jobs: Number(process.env.POLYHEAD_JOBS ?? 200),
    kills,
    within: 1000,
    async disturb(count) {
      if (random() < 0.5) killLastBody(folder)
      if (random() < 0.5) {
        const place = random() < 0.5 ? 0 : 1
        workers[place].kill('SIGKILL')
        workers[place] = newWorker()
      }
      if (count !== Math.floor(kills / 2)) return
      await redis.kill()
      await redis.up()
    },
  })
} finally {
  for (const worker of workers) worker.kill('SIGKILL')
  await redis.remove()
}
