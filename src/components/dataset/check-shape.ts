import type { Diagnostic } from '../../util/diagnostic.js'
import { describeClasses } from './class-rows.js'
import type { DataSource } from './source.js'

export interface ShapeCheck {
  taskId: number
  source: DataSource
  /** What the transforms make of a row. */
  sample: readonly number[]
  /** What the config says. */
  declared: { shape: readonly number[]; features: number; classes: number }
  /** Classes that the task has in the data. */
  classes: number
  /** The data set's labels that make up the task, where not all do. */
  labels: readonly number[] | undefined
}

/** Where the config's shapes and class counts are not those of the data. */
export function checkShape({ taskId, source, sample, declared, classes, labels }: ShapeCheck): Diagnostic[] {
  const errors: Diagnostic[] = []
  const add = (key: string, message: string, notes: readonly string[] = source.notes ?? []) => {
    errors.push({ code: 'shape-mismatch', path: `dataset.${key}`, message: `dataset.${key} ${message}`, notes })
  }
  const features = sample.reduce((product, side) => product * side, 1)
  const shown = `${sample.join('×')} of ${source.name} (task ${taskId})`
  if (declared.shape.join() !== sample.join()) {
    const key = declared.shape.length === 3 ? 'image_shape' : 'num_features'
    add(
      key,
      `is ${JSON.stringify(declared.shape.length === 3 ? declared.shape : declared.features)}, but samples are ${shown}`,
    )
  } else if (declared.features !== features) {
    add('num_features', `is ${declared.features}, but samples have ${features} values: ${shown}`)
  }
  if (declared.classes !== classes) {
    const notes = source.classNames ? [`classes: ${describeClasses(source)}`] : []
    const message = `is ${declared.classes} for task ${taskId}, but it has ${classes} classes of ${source.name}`
    add('num_classes', message, notes)
  }
  const unknown = labels?.find((label) => label >= source.classes)
  if (unknown !== undefined) {
    add(
      'class_split',
      `gives task ${taskId} class ${unknown}, but ${source.name} has classes 0 to ${source.classes - 1}`,
    )
  }
  return errors
}
