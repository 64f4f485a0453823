import { isAbsolute, join } from 'node:path'
import { LARGEST, readRunFile } from '../rundir/run-file.js'
import type { RunSummary } from '../rundir/run-index.js'
import { readRunRecord } from '../rundir/run-record.js'
import { type MetricSeries, readMetricsLines, readMetricsTable } from './metric-series.js'
import { readRowTimes } from './row-times.js'
import { versionFolder } from './version-folder.js'

/**
 * What a run logged so far, by name; empty where it logged nothing into a file of its directory. Read from
 * `metrics.csv`, else `metrics.jsonl` (or the names that its config gives its loggers' files); a row that is still
 * being written is left out.
 * @param dir a run's directory
 * @throws ConfigError where it holds no run
 */
export function readMetrics(dir: string): Map<string, MetricSeries> {
  const files = metricsFiles(readRunRecord(dir).config)
  for (const name of files.csv) {
    const content = contentOf(dir, name)
    if (content) return readMetricsTable(content, join(dir, name), readRowTimes(dir, name))
  }
  for (const name of files.jsonLines) {
    const content = contentOf(dir, name)
    if (content) return readMetricsLines(content, readRowTimes(dir, name))
  }
  return new Map()
}

/** Files of a run's directory in which its metrics may be. @param config the run's, flat */
export function metricsFiles(config: RunSummary['config']): { csv: string[]; jsonLines: string[] } {
  const named = (logger: string) =>
    Object.entries(config).flatMap(([key, target]) => {
      if (!key.startsWith('loggers.') || !String(target).endsWith(`.${logger}`)) return []
      const of = (name: string) => config[key.replace(/_target_$/, name)]
      const [name, version, file] = [of('name') ?? null, of('version') ?? null, of('file_name')]
      if (typeof file !== 'string' || !isFolder(name) || !(isFolder(version) || typeof version === 'number')) return []
      const path = logger === 'CSVLogger' ? join(versionFolder({ name, version }), file) : file
      // Where a config may come from somebody else, no name of it leads out of the directory.
      const leads = /[/\\]/.test(file) || path.split(/[/\\]/).includes('..') || isAbsolute(path)
      return leads ? [] : [path]
    })
  return {
    csv: [...new Set([...named('CSVLogger'), 'metrics.csv'])],
    jsonLines: [...new Set([...named('JSONLinesLogger'), 'metrics.jsonl'])],
  }
}

function isFolder(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

function contentOf(dir: string, name: string): Buffer | undefined {
  try {
    return readRunFile(dir, name, LARGEST.whole)
  } catch {
    return undefined
  }
}
