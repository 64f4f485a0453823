import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { builtinRegistry } from '../components/manifests.js'
import { entryAt } from '../config/key-path.js'
import { findProjectCode, loadPlugins, type PackReference, type PluginReference } from '../registry/plugins.js'
import type { Registry } from '../registry/registry.js'
import { bindNearly } from '../run/job.js'
import { withSweepers } from '../sweep/manifests.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import { print, printJson } from '../util/terminal.js'
import type { App, AppJob } from './app.js'
import { commands } from './commands/index.js'
import type { Flags } from './flags.js'
import { Project } from './project.js'
import { closing, jobOutcome, runJson, runLog } from './run-output.js'
import { polyheadFolders, requirePrimary } from './search-path.js'

/** What comes with polyhead. */
const builtin = withSweepers(builtinRegistry)

/**
 * The built-in components and those of the project's plugins. The user's own command runs them: they are trusted from
 * then on.
 */
async function loadRegistry(flags: Flags, cwd: string): Promise<Registry> {
  const { plugins: references, packs } = findProjectCode(cwd, flags.plugin)
  const registry = await withPlugins(references, packs)
  const named = references.filter(ofPackage)
  if (named.length === 0) return registry
  const { trust } = await import('./trust-store.js')
  try {
    for (const { from } of named) trust(from)
  } catch {
    // Where that cannot be kept, commands on saved runs say which plugins they would need.
  }
  return registry
}

/** Those of `--plugin`, and of a project that is trusted: what surrounds a saved run may be a stranger's. */
async function loadTrusted(flags: Flags, cwd: string): Promise<{ registry: Registry; leftOut: PluginReference[] }> {
  const { plugins: references, packs } = findProjectCode(cwd, flags.plugin)
  const { isTrusted } = await import('./trust-store.js')
  const leftOut = references.filter((reference) => ofPackage(reference) && !isTrusted(reference.from))
  return {
    registry: await withPlugins(
      references.filter((each) => !leftOut.includes(each)),
      packs,
    ),
    leftOut,
  }
}

/** Not so for one of `--plugin`. */
function ofPackage({ source }: PluginReference): boolean {
  return source !== undefined
}

async function withPlugins(references: readonly PluginReference[], packs: readonly PackReference[]): Promise<Registry> {
  if (references.length === 0 && packs.length === 0) return builtin
  const { manifests, resolvers } = await loadPlugins(references, packs)
  return builtin.with(manifests, resolvers)
}

/** `polyhead`: an app whose task is a training run. */
export const polyheadApp: App = {
  program: 'polyhead',
  typed: 'polyhead',
  jobName: 'run',
  commands,
  open: (flags, cwd) =>
    new Project({
      flags,
      cwd,
      configName: flags.configName ?? 'config',
      folders: () => polyheadFolders(flags, cwd),
      requirePrimary: () => requirePrimary(flags, cwd),
      builtin,
      loadRegistry: () => loadRegistry(flags, cwd),
      loadTrusted: () => loadTrusted(flags, cwd),
    }),

  async check({ config, facts }, project) {
    const { checkRun } = await import('../run/check-run.js')
    const { plan } = await checkRun(config, { ...facts, registry: await project.registry() })
    warnOfUnrun(plan.warnings, project)
  },

  async prepare(job, project, context) {
    const again = job.facts.sweep?.output
    if (again !== undefined && existsSync(join(again, 'run.json'))) {
      const { goOnWithJob } = await import('./resume-job.js')
      const started = await goOnWithJob(again, job, project, context)
      if (started) return started
    }
    const { prepareRun } = await import('../run/prepare.js')
    const { execute } = await import('../run/execute.js')
    const { flags } = project
    const log = runLog(flags, flags.verbose || (await wantsMore(job)))
    const options = { ...job.facts, ...log, registry: await project.registry(), ...context }
    const prepared = await prepareRun(job.config, options)
    warnOfUnrun([...prepared.plan.warnings, ...prepared.warnings], project)
    return async () => {
      const result = await execute(prepared)
      const dir = shownPath(result.outputDir, job.facts.cwd)
      if (flags.json) printJson(runJson(result, project.warnings))
      else if (!job.facts.sweep) print(closing(result, dir, ['reproduce', 'eval']))
      return jobOutcome(result, dir)
    }
  },
}

/** A run tells its warnings in its log; one that is validated alone has none. */
function warnOfUnrun(warnings: readonly Diagnostic[], project: Project): void {
  if (project.flags.dryRun) for (const warning of warnings) project.warn(warning)
}

/** `hydra.verbose`; what every config has by default is answered without loading more code. */
async function wantsMore({ config, facts }: AppJob): Promise<boolean> {
  const verbose = entryAt(config.hydra, 'verbose')
  if (verbose?.kind === 'bool') return verbose.value
  const { isVerbose } = await import('./logging/plan-logging.js')
  return isVerbose(bindNearly(config, facts), facts)
}
