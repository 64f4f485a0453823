import { ConfigError } from '../util/diagnostic.js'
import type { Loop } from './loop.js'

/**
 * Steps the learning-rate scheduler where its turn has come. Those that look at a metric come later than the others:
 * after validation.
 * @throws ConfigError where the metric it looks at is not logged.
 */
export function stepScheduler(loop: Loop, turn: { interval: 'epoch' | 'step'; monitored: boolean }): void {
  const { state, algorithm } = loop
  const scheduler = algorithm.lrScheduler
  if (!scheduler || scheduler.interval !== turn.interval) return
  const { monitor } = scheduler
  if ((monitor !== undefined) !== turn.monitored) return
  if (monitor === undefined) {
    scheduler.step()
    return
  }
  const value = state.metrics.get(monitor)
  if (value === undefined) throw unknownMetric('lr_scheduler.monitor', monitor, state.metrics.keys())
  // as torch compares
  scheduler.step(Math.fround(value))
}

/** The error of whatever monitors a metric that nothing logs. */
export function unknownMetric(path: string, monitor: string, known: Iterable<string>): ConfigError {
  return new ConfigError({
    code: 'unknown-metric',
    path,
    message: `'${monitor}' is monitored, but was not logged`,
    notes: [`logged so far: ${[...known].sort().join(', ') || 'nothing'}`],
  })
}
