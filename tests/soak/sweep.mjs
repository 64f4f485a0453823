// Kills a sweep of many short jobs at random moments (its own process, and the processes of its jobs), goes on with it
// each time, and compares what it ends with to a sweep that was never disturbed. POLYHEAD_JOBS: how many jobs (200);
// POLYHEAD_KILLS: how often the sweep is killed (20); POLYHEAD_SEED: of the moments (1).
import { setTimeout } from 'node:timers/promises'
import { appFolder, killedSweep, killLastBody, random } from './lib/killed-sweep.mjs'

const folder = appFolder()
await killedSweep(folder, {
  launcher: ['hydra/launcher=local', 'hydra.launcher.slots=2', 'hydra.launcher.retries=5'],
  jobs: Number(process.env.POLYHEAD_JOBS ?? 200),
  kills: Number(process.env.POLYHEAD_KILLS ?? 20),
  async disturb() {
    if (random() < 0.5) return
    killLastBody(folder)
    await setTimeout(random() * 200)
  },
})
