import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { userCache } from '../../src/util/user-cache.js'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['/tmp/caches', '/tmp/caches/polyhead/runs'],
  ['/tmp/caches/', '/tmp/caches/polyhead/runs'],
  ['', join(homedir(), '.cache/polyhead/runs')],
  ['caches', join(homedir(), '.cache/polyhead/runs')],
  ['./caches', join(homedir(), '.cache/polyhead/runs')],
])("with XDG_CACHE_HOME '%s' caches are in %s: a relative one does not count", (given, folder) => {
  vi.stubEnv('XDG_CACHE_HOME', given)
  expect(userCache('runs')).toBe(folder)
})
