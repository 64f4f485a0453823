import { describe, expect, test } from 'vitest'
import { Accuracy } from '../../../src/components/metrics/accuracy.js'
import { AUROC } from '../../../src/components/metrics/auroc.js'
import { BalancedAccuracy } from '../../../src/components/metrics/balanced-accuracy.js'
import { ConfusionMatrix } from '../../../src/components/metrics/confusion-matrix.js'
import { F1 } from '../../../src/components/metrics/f1.js'
import { R2 } from '../../../src/components/metrics/r2.js'
import { RMSE } from '../../../src/components/metrics/rmse.js'
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
  const ofTask = (metric: Pick<F1, 'check'>) =>
    metric.check(setup(loss, count), 'm').filter(({ path }) => path === 'm.task')
  const checked = [Accuracy, AUROC, F1].map((Metric) => ofTask(new Metric({ task })))
  expect(checked).toEqual([told, told, told])
  if (task === 'multilabel') return
  expect(ofTask(new BalancedAccuracy({ task }))).toEqual(told)
  expect(ofTask(new ConfusionMatrix({ task }))).toEqual(told)
})

describe('a metric that fits no task of the data set', () => {
  const told = (metric: Pick<F1, 'check'>, loss: TaskLoss) => metric.check(setup(loss, 2), 'm')[0]

  test.each([
    ['RMSE', new RMSE(), losses.class, 'numbers, but those of the data set have classes', 'polyhead.metrics.Accuracy'],
    ['R2', new R2(), losses.labels, 'numbers, but those of the data set have labels', 'polyhead.metrics.F1'],
    ['F1', new F1(), losses.numbers, 'classes or labels, but those of the data set have numbers', 'RMSE'],
    ['ConfusionMatrix', new ConfusionMatrix(), losses.numbers, 'classes, but those of the data set have', 'RMSE'],
    ['Accuracy', new Accuracy({ task: 'multiclass' }), losses.numbers, 'classes or labels, but those', 'RMSE'],
  ])('%s is told what does', (_, metric, loss, message, hint) => {
    expect(told(metric, loss)).toMatchObject({ code: 'other-task-kind', path: 'm._target_' })
    expect(told(metric, loss)?.message).toContain(`m._target_ is for tasks with ${message}`)
    expect(told(metric, loss)?.hint).toMatch(new RegExp(`^'\\S*${hint}' is for these; '~m' leaves this one out$`))
  })

  test('is told what does for each kind that they have', () => {
    const loss = (task: number) => (task === 3 ? losses.class : losses.labels)
    expect(new RMSE().check({ ...setup(losses.class, 2), loss, allTasks: [1, 3] }, 'm')).toMatchObject([
      {
        message: 'm._target_ is for tasks with numbers, but those of the data set have labels and classes',
        hint:
          "'polyhead.metrics.F1' is for labels, 'polyhead.metrics.Accuracy' is for classes; " +
          "'~m' leaves this one out",
      },
    ])
  })

  test('is none where it fits one that this run does not have, or is there by default', () => {
    const loss = (task: number) => (task === 3 ? losses.class : losses.numbers)
    expect(new RMSE().check({ ...setup(losses.class, 2), loss, allTasks: [1, 2, 3] }, 'm')).toEqual([])
    expect(told(new Accuracy(), losses.numbers)).toBeUndefined()
  })
})
