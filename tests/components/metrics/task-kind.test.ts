import { expect, test } from 'vitest'
import { Accuracy } from '../../../src/components/metrics/accuracy.js'
import { AUROC } from '../../../src/components/metrics/auroc.js'
import { BalancedAccuracy } from '../../../src/components/metrics/balanced-accuracy.js'
import { ConfusionMatrix } from '../../../src/components/metrics/confusion-matrix.js'
import { F1 } from '../../../src/components/metrics/f1.js'
import type { TaskLoss } from '../../../src/nn/losses/task-loss.js'
import { losses } from './measure-cases.js'

const setup = (loss: TaskLoss, count: number) => ({
  ...{ compat: null, tasks: [3], numClasses: () => count },
  loss: () => loss,
})

test.each([
  ['binary', losses.class, 2, undefined],
  ['binary', losses.labels, 1, undefined],
  ['binary', losses.class, 10, 'm.task is binary: for tasks of two classes, but task 3 has 10 classes'],
  ['binary', losses.labels, 4, 'm.task is binary: for tasks of two classes, but task 3 has 4 labels'],
  ['multiclass', losses.class, 2, undefined],
  ['multiclass', losses.labels, 2, 'm.task is multiclass: for tasks of classes, but task 3 has labels'],
  ['multilabel', losses.labels, 4, undefined],
  ['multilabel', losses.class, 4, 'm.task is multilabel: for tasks of labels, but task 3 has classes'],
  ['binary', losses.numbers, 1, undefined],
  [null, losses.class, 10, undefined],
] as const)('task: %s of %j with %i outputs', (task, loss, count, message) => {
  const told = message === undefined ? [] : [expect.objectContaining({ message, path: 'm.task' })]
  const checked = [Accuracy, AUROC, F1].map((Metric) => new Metric({ task }).check(setup(loss, count), 'm'))
  expect(checked).toEqual([told, told, told])
  if (task === 'multilabel') return
  expect(new BalancedAccuracy({ task }).check(setup(loss, count), 'm')).toEqual(told)
  expect(new ConfusionMatrix({ task }).check(setup(loss, count), 'm')).toEqual(told)
})
