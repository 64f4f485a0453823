import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bindingName, findNative, nativeOnCuda, operationsName, quietName } from '../../src/backends/find-native.js'
import { hasOwnBinding, layBuild, layPackage } from '../helpers/native-files.js'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'polyhead-native-'))
  vi.stubEnv('XDG_CACHE_HOME', cache)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true })
})

test.skipIf(hasOwnBinding)(
  'what was built for cards comes before what was not, and what is built in part does not count',
  () => {
    layPackage()
    layBuild('cpu', [bindingName])
    expect(findNative()).toHaveProperty('problem')
    layBuild('cpu', [quietName, operationsName])
    expect(findNative()).toMatchObject({ binding: expect.stringContaining('-cpu'), cuda: false })
    expect(nativeOnCuda()).toBe(false)
    layBuild('gpu', [bindingName, quietName, operationsName])
    expect(findNative()).toMatchObject({ binding: expect.stringContaining('-gpu'), cuda: true })
    expect(nativeOnCuda()).toBe(true)
  },
)
