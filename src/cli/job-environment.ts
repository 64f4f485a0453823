import { hydraValue } from '../compose/hydra-value.js'
import type { Config } from '../compose/index.js'
import { toPlain } from '../config/index.js'

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
  const variables = hydraValue(config, 'hydra.job.env_set', facts)
  const chdir = hydraValue(config, 'hydra.job.chdir', facts)
  return {
    variables: variables?.kind === 'map' ? (toPlain(variables) as Record<string, string>) : {},
    cwd: chdir?.kind === 'bool' && chdir.value ? outputDir : facts.cwd,
  }
}

/** Runs a task in its environment, as Hydra does. The process is as before when it returns. */
export async function inEnvironment<T>({ variables, cwd }: JobEnvironment, task: () => T): Promise<Awaited<T>> {
  const before = { ...process.env }
  const folder = process.cwd()
  try {
    Object.assign(process.env, variables)
    if (cwd !== folder) process.chdir(cwd)
    return await task()
  } finally {
    process.chdir(folder)
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}
