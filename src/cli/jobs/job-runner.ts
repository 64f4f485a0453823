import { thawRepository } from '../../compose/repository.js'
import { jobComposer } from '../../sweep/compose-jobs.js'
import { type JobDocument, type JobOutcome, metricsOf } from '../../sweep/job-document.js'
import type { JobProject } from '../../sweep/launchers/job-program.js'
import type { JobContext } from '../../sweep/swept-task.js'
import type { App } from '../app.js'
import type { Flags } from '../arguments/flags.js'
import { prepareJob } from './job-callbacks.js'

/** Runs a job of a sweep from its document. What it gives is plain data. */
export type JobRunner = (job: JobDocument, context: JobContext) => Promise<JobOutcome>

/** Opens what the jobs of a sweep are composed from, in a process that runs them. */
export async function openJobRunner(app: App, given: Flags, sweep: JobProject): Promise<JobRunner> {
  const flags: Flags = { ...given, quiet: sweep.quiet, verbose: sweep.verbose }
  const project = app.open(flags, sweep.cwd)
  const registry = await project.registry()
  const composition = {
    repository: thawRepository(sweep.folders, sweep.versionBase).repository,
    configName: sweep.configName,
    resolvers: registry.resolvers,
  }
  return async (job, context) => {
    const facts = { cwd: sweep.cwd, now: new Date(job.now), name: app.jobName, env: process.env }
    const composed = jobComposer(composition, undefined, facts)(job)
    let pruned = false
    const report: JobContext['report'] = async (metrics, step) => {
      const answer = await context.report(metrics, step)
      if (answer === 'prune') pruned = true
      return answer
    }
    const outcome = await (await prepareJob(app, composed, project, { ...context, report })).run()
    const metrics = metricsOf(outcome)
    const value: unknown = JSON.parse(JSON.stringify(outcome.value) ?? 'null')
    return { outputDir: outcome.outputDir, summary: outcome.summary, value, metrics, pruned }
  }
}
