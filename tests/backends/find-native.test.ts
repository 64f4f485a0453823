import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  bindingName,
  findNative,
  type NativeVariant,
  nativeBuild,
  nativeCache,
  nativeOnCuda,
  nativePackage,
  nativeVersion,
  packageCache,
  quietName,
} from '../../src/backends/find-native.js'
import { withVariables } from '../../src/run/with-variables.js'

let cache: string
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'polyhead-native-'))
})
afterAll(() => rmSync(cache, { recursive: true }))

const inCache = <T>(look: () => T): Promise<T> => withVariables({ XDG_CACHE_HOME: cache }, async () => look())

function build(variant: NativeVariant, names: readonly string[]): void {
  const folder = nativeBuild(variant)
  mkdirSync(folder, { recursive: true })
  for (const name of names) writeFileSync(join(folder, name), '')
}

const found = findNative()
const isOwn = 'binding' in found && !found.binding.startsWith(nativeCache())

test.skipIf(isOwn)(
  'what was built for cards comes before what was not, and what is built in part does not count',
  async () => {
    await inCache(() => {
      const folder = join(packageCache(), 'node_modules', nativePackage)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: nativePackage, version: nativeVersion }))
      build('cpu', [bindingName])
    })
    expect(await inCache(findNative)).toHaveProperty('problem')
    await inCache(() => build('cpu', [quietName]))
    expect(await inCache(findNative)).toMatchObject({ binding: expect.stringContaining('-cpu'), cuda: false })
    expect(await inCache(nativeOnCuda)).toBe(false)
    await inCache(() => build('gpu', [bindingName, quietName]))
    expect(await inCache(findNative)).toMatchObject({ binding: expect.stringContaining('-gpu'), cuda: true })
    expect(await inCache(nativeOnCuda)).toBe(true)
  },
)
