/**
 * The entry `polyhead/runs`: runs as they lie in their directories, for notebooks and pages. It loads no TensorFlow.js.
 */
export type { FlatValue } from '../rundir/flat-config.js'
export type { GitState } from '../rundir/git.js'
export type { RunLayout } from '../rundir/layout.js'
export type { ListedStatus } from '../rundir/live-status.js'
export type { PlatformFacts } from '../rundir/platform.js'
export type { RunSummary } from '../rundir/run-index.js'
export type {
  ParentRun,
  RecordedGit,
  RecordedResults,
  RecordedResume,
  RunRecord,
  RunStatus,
} from '../rundir/run-record.js'
export { ConfigError, type Diagnostic } from '../util/diagnostic.js'
export { listRuns } from './list-runs.js'
export type { MetricSeries } from './metric-series.js'
export { readMetrics } from './read-metrics.js'
export { type Run, readRun } from './read-run.js'
export { type RunEvent, type WatchOptions, watchRuns } from './watch-runs.js'
