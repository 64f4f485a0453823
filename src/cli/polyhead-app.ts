import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type VersionBase, versionBaseOf } from '../compose/version-base.js'
import { entryAt } from '../config/key-path.js'
import { toPlain } from '../config/plain.js'
import { findProjectCode, findSetting } from '../registry/project-code.js'
import { bindNearly } from '../run/job.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { ownCommand, ownScript } from '../util/own-command.js'
import { shownPath } from '../util/shown-path.js'
import { print, printJson } from '../util/terminal.js'
import type { App, AppJob } from './app.js'
import { Project } from './project.js'
import { closing, jobOutcome, runJson, runLog } from './run-output.js'
import { polyheadFolders, requirePrimary } from './search-path.js'

/** A composition of built-in configs needs none. */
const components = () => import('./polyhead-registry.js')

/** What every training run gives at its end. */
const NUMBERS = ['avg_acc', 'avg_loss_cls'] as const

/** `polyhead`: an app whose task is a training run. */
export const polyheadApp: App = {
  program: 'polyhead',
  get typed() {
    return ownCommand()
  },
  jobName: 'run',
  metrics: NUMBERS,
  commands: async () => (await import('./commands/index.js')).commands,
  open: (flags, cwd) =>
    new Project({
      flags,
      cwd,
      configName: flags.configName ?? 'config',
      folders: () => polyheadFolders(flags, cwd),
      versionBase: () => projectVersionBase(cwd),
      requirePrimary: () => requirePrimary(flags, cwd),
      builtin: async () => (await components()).builtin,
      hasOwnCode: () => {
        const { plugins, packs } = findProjectCode(cwd, flags.plugin)
        return plugins.length > 0 || packs.length > 0
      },
      loadRegistry: async () => (await components()).loadRegistry(flags, cwd),
      loadTrusted: async () => (await components()).loadTrusted(flags, cwd),
    }),

  steps({ config }) {
    const epochs = entryAt(config.root, 'trainer', 'max_epochs')
    return epochs?.kind === 'int' && epochs.value > 0 ? Number(epochs.value) : undefined
  },

  async takes(project) {
    const { takesKey } = await import('../inspect/takes-key.js')
    const registry = await project.registry()
    return (root, key) => takesKey(root, key, registry)
  },

  async warmUp() {
    await Promise.all([
      import('../run/prepare.js'),
      import('../run/execute.js'),
      import('../components/trainer/trainer.js'),
    ])
    const { loadGradients } = await import('../backends/load-tensorflow.js')
    loadGradients()
  },

  thread: (project) => (project.hasOwnCode() ? undefined : ownScript()),

  async check({ config, facts }, project) {
    checks ??= loadChecks()
    const { checkRun, requireOpenable, checkSweptMetric } = await checks
    const registry = await project.registry()
    const { bound, plan } = await checkRun(config, { ...facts, registry })
    requireOpenable(bound, facts)
    if (facts.sweep) {
      const found = checkSweptMetric(config, plan.resolved, { registry, given: NUMBERS, facts })
      for (const warning of found) project.warn(warning)
    }
    warnOfUnrun(plan.warnings, project)
  },

  async reports({ config, facts }, project) {
    const [{ checkRun }, { reportedNames }] = await Promise.all([
      import('../run/check-run.js'),
      import('../schema/rules/monitor.js'),
    ])
    const registry = await project.registry()
    const { plan } = await checkRun(config, { ...facts, registry })
    return reportedNames(plan.resolved, registry)
  },

  async prepare(job, project, context) {
    const { sweep, output, again: isAgain } = job.facts
    const again = isAgain ? output : sweep?.output
    if (again !== undefined && existsSync(join(again, 'run.json'))) {
      const { goOnWithJob } = await import('./jobs/resume-job.js')
      const started = await goOnWithJob(again, job, project, context)
      if (started) return started
    }
    const { prepareRun } = await import('../run/prepare.js')
    const { execute } = await import('../run/execute.js')
    const { flags } = project
    const log = runLog(flags, flags.verbose || (await wantsMore(job)))
    const options = {
      ...job.facts,
      ...log,
      registry: await project.registry(),
      ...context,
      ...(output && { outputDir: output }),
    }
    const prepared = await prepareRun(job.config, options)
    warnOfUnrun([...prepared.plan.warnings, ...prepared.warnings], project)
    const trains = prepared.purpose.kind !== 'eval'
    return async () => {
      const result = await execute(prepared)
      const dir = shownPath(result.outputDir, job.facts.cwd)
      if (flags.json && !output) printJson(runJson(result, project.warnings))
      else if (!sweep && !output) print(closing(result, dir, trains && !flags.quiet ? ['reproduce', 'eval'] : []))
      return jobOutcome(result, dir)
    }
  },
}

/** Once: a sweep checks thousands of jobs. */
let checks: ReturnType<typeof loadChecks> | undefined

async function loadChecks() {
  const [{ checkRun }, { requireOpenable }, { checkSweptMetric }] = await Promise.all([
    import('../run/check-run.js'),
    import('../run/open-job.js'),
    import('../run/check-swept-metric.js'),
  ])
  return { checkRun, requireOpenable, checkSweptMetric }
}

/** `"polyhead": {"version_base": "1.4"}` of package.json. */
function projectVersionBase(cwd: string): VersionBase {
  const node = findSetting(cwd, 'version_base')
  return versionBaseOf(node && toPlain(node), 'polyhead.version_base', node?.source)
}

/** A run tells its warnings in its log; one that is validated alone has none. */
function warnOfUnrun(warnings: readonly Diagnostic[], project: Pick<Project, 'flags' | 'warn'>): void {
  if (project.flags.dryRun) for (const warning of warnings) project.warn(warning)
}

/** `hydra.verbose`; what every config has by default is answered without loading more code. */
async function wantsMore({ config, facts }: AppJob): Promise<boolean> {
  const verbose = entryAt(config.hydra, 'verbose')
  if (verbose?.kind === 'bool') return verbose.value
  const { isVerbose } = await import('./logging/plan-logging.js')
  return isVerbose(bindNearly(config, facts), facts)
}
