import type { Config } from '../../compose/index.js'
import { nearestKey } from '../../compose/unknown-key.js'
import type { Node } from '../../config/node.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import type { Source } from '../../util/source.js'
import { readExpression } from './filter-expression.js'
import type { JobOverrides } from './sweeper.js'

/**
 * Which jobs `hydra.sweeper.filter` keeps: a condition over keys of the job's config, such as
 * `backbone.width * depth < 4096`.
 * @param compose the config of a job
 * @throws ConfigError where it is no condition
 */
export function jobFilter(filter: Node & { value: string }, compose: (job: JobOverrides) => Config) {
  const wrong = (message: string, { cause, ...more }: Partial<Diagnostic> & { cause?: unknown } = {}) =>
    new ConfigError(
      {
        code: 'sweep-filter',
        path: 'hydra.sweeper.filter',
        message: `hydra.sweeper.filter ${message}`,
        source: filter.source,
        hint: "such as 'optimizer.lr * trainer.max_epochs < 10 and seed in (1, 2)'",
        ...more,
      },
      { cause },
    )
  refuseReferences(filter, wrong)
  const expression = readExpression(filter.value)
  if (typeof expression !== 'function') {
    const { message, hint, at } = expression
    throw wrong(message, { source: placeIn(filter, at), ...(hint !== undefined && { hint }) })
  }
  return (job: JobOverrides): boolean => {
    const config = compose(job)
    const kept = expression((name) => {
      if (name === 'true' || name === 'false') return name === 'true'
      const value = config.get(name)
      if (value !== undefined) return value
      const near = nearestKey(config.root, name, [])
      throw wrong(`names '${name}', and the config has no such key`, {
        source: nameIn(filter, name),
        ...(near !== undefined && { hint: `did you mean '${near}'?` }),
      })
    })
    // What goes wrong is its value, too.
    if (kept instanceof ConfigError) throw kept
    if (kept instanceof Error) throw wrong(`cannot be computed for ${job.join(' ')}: ${kept.message}`, { cause: kept })
    if (typeof kept === 'boolean') return kept
    throw wrong(`is no condition: for ${job.join(' ')} it is ${JSON.stringify(kept)}, neither true nor false`)
  }
}

/** A reference is read once, from the sweep's own config: it would keep jobs by a value that none of them has. */
function refuseReferences({ via }: Node, wrong: (message: string, more: Partial<Diagnostic>) => ConfigError): void {
  const text = via?.kind === 'interpolation' ? via.value : ''
  const [reference, key] = /\$\{((?!hydra\.)[\w.[\]]+)\}/.exec(text) ?? []
  if (reference === undefined) return
  throw wrong(`has '${reference}', which is the same for every job: a key is that of a job by its name alone`, {
    source: via?.source,
    hint: `write '${text.replaceAll(reference, key as string)}'`,
  })
}

/** Where a name stands that is no part of a longer one, nor of a text. */
function nameIn(filter: Node & { value: string }, name: string): Source | undefined {
  const words = [...filter.value.matchAll(/"[^"]*"|'[^']*'|[\w.]+/g)]
  const found = words.find(([word]) => word === name || word === `'${name}'`)
  return found ? placeIn(filter, found.index, found[0].length) : filter.source
}

/** Where in what was typed signs of the filter stand. */
function placeIn({ source, value }: Node & { value: string }, at: number, length = 1): Source | undefined {
  const start = source?.kind === 'override' ? source.text.indexOf(value, source.range[0]) : -1
  if (source?.kind !== 'override' || start < 0) return source
  const place = Math.min(start + at, source.text.length - 1)
  return { ...source, range: [place, place + length] }
}
