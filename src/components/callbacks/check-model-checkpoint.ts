import { toPlain } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { namesFolders, templateFault, templateNames } from './checkpoint-name.js'

/** What Lightning's ModelCheckpoint refuses, too; and names that are none, and saving by the clock. */
export function checkModelCheckpoint(node: Node, path: string): readonly Diagnostic[] {
  const value = (key: string) => {
    const child = entryAt(node, key)
    return child && child.kind !== 'missing' && child.kind !== 'interpolation' ? toPlain(child) : undefined
  }
  const wrong = (key: string, code: Diagnostic['code'], why: string, hint: string): Diagnostic => {
    const source = (entryAt(node, key) ?? node).source
    return { code, path: `${path}.${key}`, message: `${path}.${key} ${why}`, hint, source }
  }
  const faults: Diagnostic[] = []
  const template = value('filename')
  const fault = typeof template === 'string' ? templateFault(template) : undefined
  if (fault !== undefined) {
    faults.push(wrong('filename', 'not-a-file-name', `('${template}') ${fault}`, "such as '{epoch:02d}-{step}'"))
  }
  const insertNames = value('auto_insert_metric_name') !== false
  if (typeof template === 'string' && namesFolders(template, insertNames) && isRunsOwn(value('dirpath'))) {
    const why = `('${template}') names a folder within 'checkpoints', whose folders the run replaces`
    const hint = `give it a folder of its own: '${path}.dirpath="\${hydra:runtime.output_dir}/kept"'`
    faults.push(wrong('filename', 'output-collision', why, hint))
  }
  const topK = value('save_top_k')
  if (value('monitor') === null && typeof topK === 'number' && topK > 1) {
    const why = `is ${topK}, but without a monitor there are no best ones`
    faults.push(wrong('save_top_k', 'contradiction', why, `use ${path}.save_top_k=-1 to keep all`))
  }
  if (Number(value('every_n_epochs') ?? 0) > 0 && Number(value('every_n_train_steps') ?? 0) > 0) {
    const why = `cannot be set beside ${path}.every_n_epochs`
    faults.push(wrong('every_n_train_steps', 'contradiction', why, `use ${path}.every_n_epochs=null`))
  }
  if (value('train_time_interval') !== null && value('train_time_interval') !== undefined) {
    const why = 'is not possible: a time would save other steps in every run'
    faults.push(wrong('train_time_interval', 'not-here', why, `use ${path}.every_n_train_steps=100`))
  }
  return faults
}

/** The metrics whose values stand in its files' names. */
export function mentionedNames(node: Node): Readonly<Record<string, readonly string[]>> {
  const filename = entryAt(node, 'filename')
  return filename?.kind === 'string' ? { filename: templateNames(filename.value) } : {}
}

/** Whether files are kept in the run's own folder of checkpoints. */
function isRunsOwn(dirpath: unknown): boolean {
  return (
    dirpath === null ||
    dirpath === undefined ||
    (typeof dirpath === 'string' && /(^|[\\/])checkpoints[\\/]?$/.test(dirpath))
  )
}
