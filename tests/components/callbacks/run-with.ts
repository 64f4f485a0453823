import { Trainer } from '../../../src/components/trainer/trainer.js'
import type { Callback } from '../../../src/training/callback.js'
import type { Metric } from '../../../src/training/metric.js'
import type { TrainerConfig } from '../../../src/training/trainer-options.js'
import { TinyDataset } from '../trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../trainer/tiny-run.js'

export interface Course {
  epochs: number
  status: string
  rows: Record<string, number>[]
  lines: string[]
  saved: string[]
}

/**
 * Trains with one callback, and perhaps others after it; the monitored metric `val/x` takes these values, validation by
 * validation.
 * @param saved takes the names of what is saved, also where training fails
 */
export async function runWith(
  callback: Callback,
  values: readonly number[],
  options: TrainerConfig = {},
  others: Readonly<Record<string, Callback>> = {},
  saved: string[] = [],
): Promise<Course> {
  const course: Omit<Course, 'epochs' | 'status'> = { rows: [], lines: [], saved }
  const line = (text: string) => void course.lines.push(text)
  const algorithm = tinyAlgorithm()
  const trainer = new Trainer({
    max_epochs: values.length,
    ...options,
    metrics: { scripted: scripted(values) },
    callbacks: { callback, ...others },
    loggers: { rows: { logMetrics: (metrics, at) => void course.rows.push({ ...metrics, ...at }) } },
    context: {
      signal: new AbortController().signal,
      report: () => 'continue',
      log: { debug: line, info: line, warn: line, error: line },
    },
    saveWeights: async (name) => void course.saved.push(name),
  })
  const { epochs, status } = await trainer.fit(algorithm, new TinyDataset())
  algorithm.dispose()
  return { ...course, epochs, status }
}

function scripted(values: readonly number[]): Metric {
  const left = values.values()
  let sanity = false
  return {
    onValidationStart: (setup) => {
      sanity = setup.sanity
    },
    onValidationEnd: (): Record<string, number> => (sanity ? {} : { 'val/x': left.next().value as number }),
  }
}
