import type { Diagnostic } from '../util/diagnostic.js'
import type { Participants } from './loop.js'
import type { FirstLogged, TrainingPlan } from './training-plan.js'

/** What looks at a metric before there is a value of it, or where there never is. */
export function checkMonitors(plan: TrainingPlan, { metrics, callbacks }: Participants): Diagnostic[] {
  const logged = new Map<string, FirstLogged>()
  for (const part of [...Object.values(metrics), ...Object.values(callbacks)]) {
    for (const [name, first] of part.logsFrom?.(plan) ?? []) logged.set(name, first)
  }
  return watchers(plan, callbacks).flatMap(({ path, monitor, look }) => {
    const first = logged.get(monitor)
    if (!first || plan.lastBatch === 0) return []
    const never = first.batch === Number.POSITIVE_INFINITY
    if (!never && (look > plan.lastBatch || first.batch <= look)) return []
    const when = never
      ? 'is never logged'
      : `is first logged after training batch ${first.batch}, but looked at after batch ${look}`
    return [{ code: 'unlogged-metric', path, message: `${path}: '${monitor}' ${when}`, hint: first.hint }]
  })
}

interface Watcher {
  path: string
  monitor: string
  /** The training batch after which it needs a value first. */
  look: number
}

function watchers(plan: TrainingPlan, callbacks: Participants['callbacks']): Watcher[] {
  const found: Watcher[] = []
  const { lrScheduler } = plan.algorithm
  if (lrScheduler?.monitor !== undefined) {
    const look = lrScheduler.interval === 'epoch' ? plan.batches.train : plan.batchOfStep(1)
    found.push({ path: 'lr_scheduler.monitor', monitor: lrScheduler.monitor, look })
  }
  for (const [name, { monitor, looksFrom }] of Object.entries(callbacks)) {
    const look = looksFrom?.call(callbacks[name], plan)
    if (monitor != null && look !== undefined) found.push({ path: `callbacks.${name}.monitor`, monitor, look })
  }
  return found
}
