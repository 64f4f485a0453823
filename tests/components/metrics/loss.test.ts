import { expect, test } from 'vitest'
import { Loss } from '../../../src/components/metrics/loss.js'

test('Loss logs the batch and the mean over the rows of the epoch so far', () => {
  const metric = new Loss()
  metric.onFitStart({ compat: null, tasks: [1, 2], numClasses: () => 2 })
  expect(metric.onTrainBatch({ acc: 0, loss_cls: 2, rows: 3 })).toEqual({
    'train/loss_cls_batch': 2,
    'task/train/loss_cls': 2,
  })
  expect(metric.onTrainBatch({ acc: 0, loss_cls: 1, rows: 1 })).toEqual({
    'train/loss_cls_batch': 1,
    'task/train/loss_cls': 1.75,
  })
  expect(metric.onTrainEpochEnd()).toEqual({ 'learning_curve/train/loss_cls': 1.75 })
  expect(metric.onTrainEpochEnd()).toEqual({})
})
