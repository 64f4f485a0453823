import { type Config, resolveOptions } from '../compose/index.js'
import { select, toPlain } from '../config/index.js'

/**
 * Runs a task in the environment that its config asks for, as Hydra does: with the variables of `hydra.job.env_set`,
 * and with `hydra.job.chdir` in the job's directory. The process is as before when it returns.
 */
export async function inJobEnvironment<T>(
  config: Config,
  outputDir: string,
  facts: { now: Date; env: NodeJS.ProcessEnv },
  task: () => T,
): Promise<Awaited<T>> {
  const hydra = (key: string) => select(config.parts.full, `hydra.${key}`, resolveOptions(config, facts))
  const variables = toPlain(hydra('job.env_set') ?? { kind: 'null', value: null }) as Record<string, unknown> | null
  const chdir = hydra('job.chdir')
  const before = { ...process.env }
  const folder = process.cwd()
  try {
    for (const [name, value] of Object.entries(variables ?? {})) process.env[name] = String(value)
    if (chdir?.kind === 'bool' && chdir.value) process.chdir(outputDir)
    return await task()
  } finally {
    process.chdir(folder)
    for (const name of Object.keys(variables ?? {})) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}
