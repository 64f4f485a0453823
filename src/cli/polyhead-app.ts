import { relative } from 'node:path'
import { builtinRegistry } from '../components/manifests.js'
import { findPlugins, loadPlugins } from '../registry/plugins.js'
import type { Registry } from '../registry/registry.js'
import type { RunResult } from '../run/results.js'
import type { App, AppJob } from './app.js'
import type { Flags } from './arguments.js'
import { commands } from './commands.js'
import { polyheadRepository } from './search-path.js'

/** The built-in components and those of the project's plugins. */
export async function projectRegistry(flags: Flags, cwd: string): Promise<Registry> {
  const references = findPlugins(cwd, flags.plugin)
  if (references.length === 0) return builtinRegistry
  const { manifests, resolvers } = await loadPlugins(references)
  return builtinRegistry.with(manifests, resolvers)
}

/** `polyhead`: an app whose task is a training run. */
export const polyheadApp: App = {
  jobName: 'run',
  commands,
  open: (flags, cwd) => ({ repository: polyheadRepository(flags, cwd), configName: flags.configName ?? 'config' }),
  resolvers: async (flags, cwd) => (await projectRegistry(flags, cwd)).resolvers,

  async plugins(flags) {
    const builtIn = new Set(builtinRegistry.names())
    const registry = await projectRegistry(flags, process.cwd())
    return registry
      .list()
      .filter(({ target }) => !builtIn.has(target))
      .map(({ group, target }) => `${group}: ${target}`)
  },

  async check({ config, facts }, flags) {
    const { checkRun } = await import('../run/check-run.js')
    await checkRun(config, { ...facts, registry: await projectRegistry(flags, facts.cwd) })
  },

  async prepare(job, flags, signal) {
    const { prepareRun } = await import('../run/prepare.js')
    const { execute } = await import('../run/execute.js')
    const options = { ...runOptions(job, flags), registry: await projectRegistry(flags, job.facts.cwd), signal }
    const prepared = await prepareRun(job.config, options)
    return async () => {
      const result = await execute(prepared)
      const accuracy = `average test accuracy ${result.avgAcc.toFixed(4)}`
      const dir = relative(job.facts.cwd, result.outputDir) || '.'
      if (flags.json) process.stdout.write(`${jsonLine(result)}\n`)
      else if (!job.facts.sweep) process.stdout.write(closing(result, dir, ['reproduce', 'eval']))
      return { outputDir: result.outputDir, summary: `${accuracy}  ${dir}` }
    }
  },
}

function runOptions({ facts }: AppJob, flags: Flags) {
  return { ...facts, ...runLog(flags) }
}

/** How much of a run's log is shown, and where. */
export function runLog(flags: Flags) {
  return {
    level: flags.verbose ? ('debug' as const) : flags.quiet ? ('warn' as const) : ('info' as const),
    show: (line: string) => void process.stderr.write(`${line}\n`),
  }
}

/** What a run ends with: where it is, how good it is, and what to do next. */
export function closing(result: RunResult, dir: string, next: readonly ('reproduce' | 'eval')[]): string {
  const tasks = result.evalTasks.map((task, i) => `  task ${task}  ${(result.testAcc[i] as number).toFixed(4)}`)
  return [
    `average test accuracy ${result.avgAcc.toFixed(4)}`,
    ...tasks,
    '',
    `results    ${dir}`,
    ...next.map((command) => `${command === 'eval' ? 'test  ' : 'again '}     polyhead ${command} ${dir}`),
    '',
  ].join('\n')
}

/** Times in seconds, memory in MiB; accuracies in the order in which the tasks were tested. */
export function jsonLine(result: RunResult): string {
  return JSON.stringify({
    status: 'done',
    output_dir: result.outputDir,
    avg_acc: result.avgAcc,
    test_acc: result.testAcc,
    avg_loss_cls: result.avgLossCls,
    samples_per_s: result.samplesPerSecond,
    first_batch_s: result.firstBatchSeconds,
    wall_s: result.wallSeconds,
    peak_rss_mib: result.peakRssMiB,
  })
}
