import type { Config } from '../../compose/index.js'
import { nearestKey } from '../../compose/unknown-key.js'
import type { Node } from '../../config/node.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { cutEnd } from '../../util/display-width.js'
import { isMap } from '../../util/is-map.js'
import type { Source } from '../../util/source.js'
import { NeverEqual, readExpression, unknownFunction } from './filter-expression.js'
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
  const wrongMap = (name: string, condition: (name: string) => string, config: Config) => {
    const option = optionNamed(name, config)
    const key = option ?? firstKeyIn(config.get(name), name)
    return wrong(`compares '${name}', which is a map`, {
      source: nameIn(filter, name),
      hint: `${option ? 'of the option that was chosen' : 'compare one of its keys'}: ${condition(key)}`,
    })
  }
  const unequal = ({ sign, value, other }: NeverEqual, name: string | undefined, config: Config) => {
    const shown = JSON.stringify(other)
    if (typeof value === 'number') {
      const hint = 'a number is written without quotes, and a text in double ones'
      return wrong(`compares the number ${value} with the text ${shown}: they are never equal`, { hint })
    }
    if (name !== undefined && isMap(value)) return wrongMap(name, (found) => `${found} ${sign} ${shown}`, config)
    if (isMap(value)) return wrong(`compares a map with ${shown}`, { hint: 'compare one of its keys' })
    const list = name ?? 'LIST'
    const item = `${shown} in ${list}`
    return wrong(`compares ${name === undefined ? 'a list' : `'${name}', which is a list,`} with ${shown}`, {
      ...(name !== undefined && { source: nameIn(filter, name) }),
      hint: `whether it has that: ${sign === '==' ? item : `not (${item})`}`,
    })
  }
  return (job: JobOverrides): boolean => {
    const config = compose(job)
    const names = new Map<unknown, string>()
    const kept = expression((name) => {
      // An override's `true` comes as Python writes it.
      if (/^(true|false)$/i.test(name)) return name.toLowerCase() === 'true'
      const value = config.get(name)
      if (typeof value === 'object' && value !== null) names.set(value, name)
      if (isMap(value) && isLookedFor(filter.value, name)) throw wrongMap(name, (found) => `${found} in (…)`, config)
      if (value !== undefined) return value
      if (name === 'null') return null
      const near = nearestKey(config.root, name, [])
      const text = isCompared(filter.value, name) ? `a text stands in double quotes: "${name}"` : undefined
      const hint = near === undefined ? text : `did you mean '${near}'?`
      throw wrong(`names '${name}', and the config has no such key`, {
        source: nameIn(filter, name),
        ...(hint !== undefined && { hint }),
      })
    })
    if (kept instanceof NeverEqual) throw unequal(kept, names.get(kept.value), config)
    // What goes wrong is its value, too.
    if (kept instanceof ConfigError) throw kept
    const absent = kept instanceof Error ? unknownFunction(kept) : undefined
    if (absent) {
      throw wrong(`has '${absent.name}(…)', and there is no such function`, {
        source: nameIn(filter, absent.name),
        hint: `functions are ${absent.known.join(', ')}`,
      })
    }
    if (kept instanceof Error) throw wrong(`cannot be computed for ${job.join(' ')}: ${kept.message}`, { cause: kept })
    if (typeof kept === 'boolean') return kept
    throw wrong(
      `is no condition: for ${job.join(' ')} it is ${cutEnd(JSON.stringify(kept), 40)}, neither true nor false`,
    )
  }
}

/** What finds a name in a filter, but for its end; undefined where it is no word. */
function wordOf(name: string): string | undefined {
  return /^[\w.]+$/.test(name) ? `(?<![\\w."'])${name.replaceAll('.', '\\.')}` : undefined
}

/** Whether a filter asks if a list has what the name stands for. */
function isLookedFor(text: string, name: string): boolean {
  const word = wordOf(name)
  return word !== undefined && new RegExp(`${word}\\s+(?:not\\s+)?in\\b`).test(text)
}

/** Whether what the name stands for is to be equal to something, or one of several. */
function isCompared(text: string, name: string): boolean {
  const begun = wordOf(name)
  if (begun === undefined) return false
  const word = `${begun}(?![\\w."'(])`
  return new RegExp(`[=!]=\\s*${word}|${word}\\s*[=!]=|\\bin\\s*\\([^()]*${word}`).test(text)
}

/** How a filter names the option of a group, where that is what a key holds. */
function optionNamed(name: string, { choices, get }: Config): string | undefined {
  const group = Object.keys(choices).find((each) => each.replaceAll('/', '.') === name)
  const path = `hydra.runtime.choices.${group}`
  if (group === undefined || typeof get(path) !== 'string') return undefined
  return asName(path)
}

function firstKeyIn(map: unknown, name: string): string {
  const [key] = Object.entries(map as object).find(([, value]) => typeof value !== 'object') ?? ['KEY']
  return asName(`${name}.${key}`)
}

/** Names with signs of their own stand in single quotes. */
function asName(path: string): string {
  return /^[A-Za-z_][\w.]*$/.test(path) ? path : `'${path}'`
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
