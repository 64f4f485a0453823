// As `sweep`, on a Slurm cluster of one node: the sweep and its jobs are killed at random moments, and the controller
// of the cluster is killed in the middle and comes back. Needs root. The same POLYHEAD_… choose how much.
import { importTs } from './lib/import-ts.mjs'
import { appFolder, killedSweep, killLastBody, random } from './lib/killed-sweep.mjs'

const { SlurmCluster } = await importTs('tests/helpers/slurm.ts')
const kills = Number(process.env.POLYHEAD_KILLS ?? 20)
const folder = appFolder()
const cluster = await SlurmCluster.start()
// A controller that has forgotten what it began last takes the node out of service as soon as it begins that again.
const care = setInterval(() => cluster.restore(), 2000)
try {
  await killedSweep(folder, {
    launcher: ['hydra/launcher=slurm', 'hydra.launcher.poll=0.2', 'hydra.launcher.retries=5'],
    jobs: Number(process.env.POLYHEAD_JOBS ?? 200),
    kills,
    env: cluster.env,
    within: 3000,
    async disturb(count) {
      if (random() < 0.5) killLastBody(folder)
      if (count !== Math.floor(kills / 2)) return
      await cluster.saved()
      await cluster.killController()
      await cluster.up()
    },
  })
} finally {
  clearInterval(care)
  await cluster.remove()
}
