import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { registerOperationTimer } from '../../src/compile/operation-times.js'
import { OperationProfile } from '../../src/training/operation-profile.js'
import { silentLog } from '../../src/util/log.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

function failing(message: string): never {
  throw new Error(message)
}

/** What is said of a profile of one batch. */
function warnings(start: Parameters<typeof registerOperationTimer>[1], save: () => string): string[] {
  const said: string[] = []
  registerOperationTimer(tf.getBackend(), start)
  const profile = new OperationProfile({ ...silentLog, warn: (message) => said.push(message) }, save)
  profile.batchDone(performance.now())
  profile.end()
  return said
}

test('a profile that cannot be begun, read or written is said to be missing, and training goes on', () => {
  const saved = () => 'profile.json'
  expect(warnings(() => failing('no folder for notes'), saved)).toEqual(['trainer.profile: no folder for notes'])
  expect(warnings(() => ({ stop: () => failing('half a file') }), saved)).toEqual(['trainer.profile: half a file'])
  expect(
    warnings(
      () => ({ stop: () => [] }),
      () => failing('the disk is full'),
    ),
  ).toEqual(['trainer.profile: the disk is full'])
})
