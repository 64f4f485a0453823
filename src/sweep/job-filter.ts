import { compileExpression } from 'filtrex'
import type { Config } from '../compose/index.js'
import type { Node } from '../config/node.js'
import { ConfigError } from '../util/diagnostic.js'
import type { JobOverrides } from './sweeper.js'

/**
 * Which jobs `hydra.sweeper.filter` keeps: an expression over keys of the job's config, such as
 * `backbone.width * depth < 4096`. It is parsed, not run as code.
 * @param compose the config of a job
 * @throws ConfigError where it is no expression
 */
export function jobFilter(filter: Node & { value: string }, compose: (job: JobOverrides) => Config) {
  const wrong = (message: string, cause?: unknown) =>
    new ConfigError(
      {
        code: 'sweep-filter',
        path: 'hydra.sweeper.filter',
        message: `hydra.sweeper.filter ${message}`,
        ...(filter.source && { source: filter.source }),
        hint: "such as 'optimizer.lr * trainer.max_epochs < 10 and seed in (1, 2)'",
      },
      { cause },
    )
  let current: Config | undefined
  const valueNamed = (name: string): unknown => {
    if (name === 'true' || name === 'false') return name === 'true'
    const value = current?.get(name)
    if (value === undefined) throw wrong(`names '${name}', and the config has no such key`)
    return value
  }
  let keeps: (job: object) => unknown
  try {
    keeps = compileExpression(filter.value, { customProp: valueNamed })
  } catch (error) {
    const [first] = (error as Error).message.split('\n')
    throw wrong(`is no expression: ${first}`, error)
  }
  return (job: JobOverrides): boolean => {
    current = compose(job)
    // What goes wrong is its value, too.
    const kept = keeps({})
    if (kept instanceof ConfigError) throw kept
    if (kept instanceof Error) throw wrong(`cannot be computed for ${job.join(' ')}: ${kept.message}`, kept)
    return Boolean(kept)
  }
}
