import { expect, test } from 'vitest'
import { followingMask } from '../../src/util/mask-secrets.js'

test('a log masks what has become a secret while it was written and stays one', () => {
  let looked = 0
  const env: NodeJS.ProcessEnv = new Proxy<NodeJS.ProcessEnv>(
    { API_KEY: 'swordfish1' },
    {
      ownKeys: (target) => Reflect.ownKeys(target),
      get: (target, name) => {
        looked++
        return Reflect.get(target, name)
      },
    },
  )
  const mask = followingMask(env, ['written in the config'])
  const line = 'swordfish1 swordfish2 written in the config'
  expect(mask(line)).toBe('*** swordfish2 ***')
  const once = looked
  mask(line)
  expect(looked - once).toBeLessThan(once)
  env.DB_PASSWORD = 'swordfish2'
  expect(mask(line)).toBe('*** *** ***')
  delete env.API_KEY
  expect(mask(line)).toBe('*** *** ***')
})
