import type { Config } from '../../compose/index.js'
import { entryAt } from '../../config/key-path.js'
import type { HydraCallbacks, JobReturn } from '../../run/hydra-callbacks.js'
import { bindNearly, hydraText, type JobFacts } from '../../run/job.js'
import type { JobContext } from '../../sweep/swept-task.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { tellDiagnostics } from '../../util/terminal.js'
import type { App, AppJob, ReadyJob } from '../app.js'
import type { Project } from '../project.js'

/**
 * The callbacks that a config names; undefined where there are none, and no code is loaded for them.
 * @param bind tells the config which run it is for
 */
export async function callbacksOf(
  config: Config,
  project: Project,
  facts: JobFacts,
  bind: (config: Config, facts: JobFacts) => Config = bindNearly,
): Promise<HydraCallbacks | undefined> {
  const node = entryAt(config.hydra, 'callbacks')
  if (node === undefined || node.kind === 'null' || (node.kind === 'map' && node.entries.size === 0)) return undefined
  const { openCallbacks } = await import('../../run/hydra-callbacks.js')
  const { now, env } = facts
  const warn = (one: Diagnostic) => tellDiagnostics([one])
  return await openCallbacks(bind(config, facts), await project.registry(), { now, env, warn })
}

/** A job as its callbacks heard of it. */
export interface HeardJob {
  run: ReadyJob
  /** Once it has ended. */
  returned(): JobReturn | undefined
}

/** Prepares a job whose callbacks hear of its start, once its directory is there, and of its end. */
export async function prepareJob(app: App, job: AppJob, project: Project, context: JobContext): Promise<HeardJob> {
  const callbacks = await callbacksOf(job.config, project, job.facts)
  if (!callbacks) return { run: await app.prepare(job, project, context), returned: () => undefined }
  let started: { config: Config; about: Omit<JobReturn, 'status' | 'return_value'> } | undefined
  let returned: JobReturn | undefined
  const opened = async (config: Config, dir: string): Promise<void> => {
    const task_name = hydraText(config, 'hydra.job.name', job.facts) ?? job.facts.name
    started = { config, about: { overrides: job.overrides, output_dir: dir, task_name } }
    await callbacks.notify('on_job_start', config, { task_name })
  }
  const ready = await app.prepare(job, project, { ...context, opened })
  const end = async (status: JobReturn['status'], return_value: unknown): Promise<void> => {
    if (!started) return
    returned = { status, return_value, ...started.about }
    await callbacks.notify('on_job_end', started.config, { job_return: returned })
  }
  const run: ReadyJob = async () => {
    try {
      const outcome = await ready()
      await end('completed', outcome.value)
      return outcome
    } catch (error) {
      if (!returned) await end('failed', error)
      throw error
    }
  }
  return { run, returned: () => returned }
}
