import { afterAll, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

/**
 * Whatever loops over a number of the config, or makes an array as long, has a bound: what is beyond it is refused at
 * once, in its place.
 */
test.each([
  ['dataset.num_tasks=1000000000', 'dataset.num_tasks must be an integer from 1 to 10000'],
  ['train_tasks=1000000000', 'train_tasks must be an integer from 1 to 10000'],
  ['train_tasks=[1000000000]', 'train_tasks[0] must be an integer from 1 to 10000'],
  ['dataset.num_classes=1000000000', 'dataset.num_classes must be an integer from 2 to 65536'],
  ['dataset.resize=[100000,100000]', 'dataset.resize[0] must be an integer from 1 to 16384'],
  ['dataset.resize=[16000,16000]', 'dataset.image_shape is [8,8,1], but samples are 16000×16000×1'],
  ['dataset.num_features=9999999999', 'dataset.num_features must be an integer from 1 to 16777216'],
  ['dataset.image_shape=[60000,60000,1]', 'image_shape [60000, 60000, 1] has 3600000000 values'],
  ['dataset.repeat_channels=1000000', 'dataset.repeat_channels must be an integer from 1 to 1024'],
  ['dataset.batch_size=1000000000', 'dataset.batch_size must be an integer from 1 to 16777216'],
  ['dataset.memory_limit=1000000000000', 'dataset.memory_limit must be an integer from 0 to 4294967296'],
  ['backbone.hidden_dims=[1000000000]', 'backbone.hidden_dims[0] must be an integer from 1 to 16777216'],
])('%s is refused', (override, message) => {
  const began = performance.now()
  const { code, stdout, stderr } = project.polyhead(override)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
  expect(performance.now() - began).toBeLessThan(20_000)
  expect(project.files()).toEqual([])
})
