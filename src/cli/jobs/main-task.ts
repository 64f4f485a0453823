import { existsSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import type { RepositoryEntry } from '../../compose/index.js'
import { versionBaseOf } from '../../compose/version-base.js'
import { createRegistry } from '../../registry/registry.js'
import { withSweepers } from '../../sweep/manifests.js'
import { scriptCommand } from '../../util/own-command.js'
import type { App } from '../app.js'
import type { Flags } from '../arguments/flags.js'
import { Project } from '../project.js'
import { runApp } from '../run-app.js'
import { requireFolder } from '../search-path.js'
import type { MainOptions, Task } from './task.js'

/**
 * Gives an async function the command line of polyhead, as `@hydra.main` does: overrides, `--cfg`, `--info`, sweeps, an
 * output directory with `.hydra/`. Sets the process's exit code.
 */
export async function main(task: Task, options: MainOptions = {}): Promise<void> {
  process.exitCode = await runApp(taskApp(task, options), process.argv.slice(2))
}

function taskApp(task: Task, options: MainOptions): App {
  const script = resolve(process.argv[1] ?? 'app')
  const name = basename(script, extname(script))
  return {
    program: name,
    typed: scriptCommand(script),
    jobName: name,
    commands: async () => (await import('../commands/of-apps.js')).commandsOfApps,
    open: (flags, cwd) =>
      new Project({
        flags,
        cwd,
        configName: flags.configName ?? options.configName ?? null,
        folders: () => appFolders(options, flags, dirname(script), cwd),
        versionBase: () => versionBaseOf(options.versionBase, 'versionBase in the options of main'),
        loadRegistry: async () => withSweepers((options.registry ?? createRegistry([])).with([], options.resolvers)),
      }),

    async check(job, project) {
      const { checkAppJob } = await import('./app-job.js')
      await checkAppJob(job, options, await project.registry())
    },

    async prepare(job, project, context) {
      const { checkAppJob, runAppJob, tellOnce } = await import('./app-job.js')
      const warnings = await checkAppJob(job, options, await project.registry())
      const { flags } = project
      return async () => {
        tellOnce(warnings)
        return await runAppJob(task, job, { flags, ...context })
      }
    },
  }
}

function appFolders(options: MainOptions, flags: Flags, scriptDir: string, cwd: string): RepositoryEntry[] {
  const own =
    flags.configPath !== undefined
      ? resolve(scriptDir, flags.configPath)
      : options.configDir && resolve(scriptDir, options.configDir)
  if (own !== undefined && !existsSync(own)) requireFolder(flags.configPath ?? own, scriptDir)
  return [
    ...(own === undefined ? [] : [{ dir: own, provider: 'main' }]),
    ...flags.configDir.map((dir) => ({ dir: resolve(cwd, dir), provider: 'command-line' })),
  ]
}
