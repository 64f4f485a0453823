import { dirname } from 'node:path'
import { loadYaml, type Node, select, toPlain } from '../../config/index.js'
import type { StudyMetric } from '../../report/study.js'
import { LARGEST, readRunFile } from '../../rundir/run-file.js'
import { isMap } from '../../util/is-map.js'
import { sweepLayout } from '../sweep-layout.js'
import { moreIsBetter } from '../sweepers/more-is-better.js'
import type { Direction } from '../sweepers/search-sweeper.js'

/** What `hydra.sweeper` says of a study. */
export interface SweeperWords {
  /** Names of metrics; undefined where none is named. */
  metrics: readonly string[] | undefined
  directions: readonly Direction[] | undefined
  /** `hydra.sweeper.params` as overrides. */
  params: readonly string[]
}

/** What a sweep's `multirun.yaml` says of its study; nothing where it cannot be read. */
export function sweeperWords(dir: string): SweeperWords {
  const root = readMultirun(dir)
  const texts = (key: string): string[] | undefined => {
    const value = valueAt(root, `hydra.sweeper.${key}`)
    if (value === undefined || value === null) return undefined
    return (Array.isArray(value) ? value : [value]).map(String)
  }
  const params = valueAt(root, 'hydra.sweeper.params')
  const isDirection = (text: string): text is Direction => text === 'minimize' || text === 'maximize'
  const directions = texts('direction')
  return {
    metrics: texts('metric'),
    directions: directions?.every(isDirection) ? directions : undefined,
    params: isMap(params) ? Object.entries(params).map(([key, value]) => `${key}=${value}`) : [],
  }
}

function readMultirun(dir: string): Node | undefined {
  const file = sweepLayout(dir).multirun
  try {
    return loadYaml(readRunFile(dirname(file), file, LARGEST.record).toString('utf8'), { file })
  } catch {
    return undefined
  }
}

/** No environment is read: the directory may be a stranger's. */
function valueAt(root: Node | undefined, key: string): unknown {
  try {
    const node = root && select(root, key, { env: {} })
    return node && toPlain(node)
  } catch {
    return undefined
  }
}

/**
 * What counts in a study. Where the sweeper names nothing: every number that jobs gave, `avg_acc` first. A direction
 * that nobody gave is told by the name.
 * @param given names of the numbers that jobs gave
 */
export function studyMetrics({ metrics, directions }: SweeperWords, given: readonly string[]): StudyMetric[] {
  const several = directions && directions.length > 1
  const named = metrics ?? (several ? directions.map((_, place) => String(place)) : undefined)
  if (named) return named.map((name, i) => ({ name, direction: directions?.[i] ?? likelyDirection(name) }))
  // A search without a metric is judged by the number that the job gave back.
  const found = given.length > 0 ? [...new Set(given)] : ['value']
  const sorted = found.sort((a, b) => Number(b === 'avg_acc') - Number(a === 'avg_acc'))
  return sorted.map((name) => ({ name, direction: directions?.[0] ?? likelyDirection(name) }))
}

function likelyDirection(name: string): Direction {
  return moreIsBetter(name) ? 'maximize' : 'minimize'
}
