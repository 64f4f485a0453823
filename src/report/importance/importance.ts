import { Generator } from '../../util/generator.js'
import type { Study, StudyParameter, StudyTrial } from '../study.js'
import { domainsOf, varianceShares } from './fanova.js'
import { growForest, type Samples } from './regression-tree.js'

/** As many as Optuna's. */
const TREES = 64
/** Fewer trials say nothing. */
const FEWEST = 4

/**
 * How important each parameter is for a metric: functional ANOVA on a forest of 64 trees, the shares of the variance
 * that each parameter explains alone, scaled so that they sum to one. Parameters that not every trial has, or that did
 * not vary, are left out. Empty where there are fewer than four trials, or the metric does not vary. The same study
 * gives the same shares.
 * @param metric its place in the study
 */
export function parameterImportance({ parameters, trials }: Study, metric: number): Map<string, number> {
  const ended = trials.filter(({ status, values }) => status === 'done' && (values[metric] ?? null) !== null)
  const varied = parameters.filter(({ name }) => {
    return (
      new Set(ended.map(({ params }) => params[name])).size > 1 &&
      ended.every(({ params }) => Object.hasOwn(params, name))
    )
  })
  if (ended.length < FEWEST || varied.length === 0) return new Map()
  const samples: Samples = {
    rows: ended.map(({ params }) => varied.map((parameter) => coordinate(parameter, params))),
    targets: ended.map(({ values }) => values[metric] as number),
    categories: varied.map(({ kind, labels }) => (kind === 'category' ? labels.length : null)),
  }
  const domains = domainsOf(samples)
  const shares = growForest(samples, TREES, new Generator(0)).flatMap((tree) => {
    const found = varianceShares(tree, domains)
    return found ? [found] : []
  })
  const sums = varied.map((_, d) => shares.reduce((sum, each) => sum + (each[d] as number), 0))
  const total = sums.reduce((sum, share) => sum + share, 0)
  if (!(total > 0)) return new Map()
  return new Map(varied.map(({ name }, d) => [name, (sums[d] as number) / total]))
}

function coordinate({ name, kind, log, labels }: StudyParameter, params: StudyTrial['params']): number {
  const value = params[name] as number | string
  if (kind === 'category') return labels.indexOf(String(value))
  return log ? Math.log(value as number) : (value as number)
}
