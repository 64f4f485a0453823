import deepmerge from 'deepmerge'
import type { EChartsOption } from 'echarts'

/** What a user changes of a chart, as plain data. */
export type ChartChanges = Readonly<Record<string, unknown>>

/**
 * A chart with a user's options over ours. Lists of maps, such as `series`, are merged place by place; all other lists
 * are replaced.
 */
export function mergeOptions(option: EChartsOption, changes: ChartChanges | undefined): EChartsOption {
  if (!changes) return option
  return deepmerge<EChartsOption>(option, changes as EChartsOption, {
    arrayMerge: mergeLists,
    isMergeableObject: isMap,
  })
}

/** Lists of maps by their places. */
function mergeLists(ours: unknown[], theirs: unknown[]): unknown[] {
  if (!theirs.every(isPlainMap)) return theirs
  return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, i) => {
    const [own, other] = [ours[i], theirs[i]]
    return isPlainMap(own) && isPlainMap(other)
      ? deepmerge(own, other, { arrayMerge: mergeLists, isMergeableObject: isMap })
      : (other ?? own)
  })
}

const isMap = (value: object): boolean => Array.isArray(value) || isPlainMap(value)

function isPlainMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
