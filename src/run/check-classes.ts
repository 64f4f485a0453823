import { existsSync } from 'node:fs'
import { runLayout } from '../rundir/layout.js'
import { readRunRecord } from '../rundir/run-record.js'
import type { MTLDataset } from '../training/dataset.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { shortList } from '../util/short-list.js'

/**
 * The outputs of a head are the classes that it learned, in their order: classes with other names would be taken for
 * them.
 * @throws ConfigError where the data have other classes of a task than the run in `dir` learned
 */
export function checkClasses(dir: string, dataset: MTLDataset): void {
  // A directory of another program's has no record.
  const record = existsSync(runLayout(dir).record) ? readRunRecord(dir) : undefined
  const learned = Object.entries(record?.classNames ?? {})
  const errors = learned.flatMap(([task, names]): Diagnostic[] => {
    const found = dataset.classNames?.(Number(task)) ?? []
    if (Number(task) > dataset.numTasks || found.join('\n') === names.join('\n')) return []
    const now = found.length > 0 ? shortList(found) : 'numbers'
    const message = `the run learned classes ${shortList(names)} of task ${task}, but the data now have ${now}`
    return [{ code: 'other-classes', path: 'dataset', message }]
  })
  if (errors.length > 0) throw new ConfigError(errors)
}
