import { hydraValue } from '../../compose/hydra-value.js'
import type { Config } from '../../compose/index.js'
import { jobVariables } from '../../compose/job-variables.js'
import { withVariables } from '../../run/with-variables.js'

/** What a job's config asks of its process. */
export interface JobEnvironment {
  /** `hydra.job.env_set`. */
  variables: Readonly<Record<string, string>>
  /** The working directory: the job's own with `hydra.job.chdir`. */
  cwd: string
}

export function jobEnvironment(
  config: Config,
  outputDir: string,
  facts: { cwd: string; now: Date; env: NodeJS.ProcessEnv },
): JobEnvironment {
  const chdir = hydraValue(config, 'hydra.job.chdir', facts)
  return {
    variables: jobVariables(config, facts).set,
    cwd: chdir?.kind === 'bool' && chdir.value ? outputDir : facts.cwd,
  }
}

/** Runs a task in its environment, as Hydra does. The process is as before when it returns. */
export async function inEnvironment<T>({ variables, cwd }: JobEnvironment, task: () => T): Promise<Awaited<T>> {
  const folder = process.cwd()
  return await withVariables(variables, async () => {
    try {
      if (cwd !== folder) process.chdir(cwd)
      return await task()
    } finally {
      process.chdir(folder)
    }
  })
}
