import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { userCache, userConfig } from '../../src/util/user-folders.js'

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

test.each([
  ['/tmp/settings', '/tmp/settings/polyhead/trusted'],
  ['', join(homedir(), '.config/polyhead/trusted')],
  ['settings', join(homedir(), '.config/polyhead/trusted')],
])(
  "with XDG_CONFIG_HOME '%s' what is trusted is in %s, not in the folder that a run happens to begin in",
  (given, folder) => {
    vi.stubEnv('XDG_CONFIG_HOME', given)
    expect(userConfig('trusted')).toBe(folder)
  },
)
