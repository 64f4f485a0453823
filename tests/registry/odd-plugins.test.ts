// Whatever a plugin exports: it is taken, or named and refused. Nothing of ours fails by itself.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { builtinConfigs } from '../../src/components/builtin-configs.js'
import { builtinRegistry } from '../../src/components/manifests.js'
import { compose } from '../../src/compose/index.js'
import { diagnose } from '../../src/inspect/diagnose.js'
import { loadPlugins } from '../../src/registry/plugins.js'
import { ConfigError } from '../../src/util/diagnostic.js'

const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'package.json'), '{"type": "module"}')

/** Expressions of JavaScript, as a careless author may have written them. */
const value = fc.constantFrom(
  'undefined',
  'null',
  '0',
  "''",
  "'x'",
  '[]',
  '[,]',
  '{}',
  'new Map([[1, 2]])',
  'Promise.resolve(1)',
  "Promise.reject(new Error('late'))",
  "() => { throw new Error('mine') }",
  'async () => 1',
  'async () => { throw null }',
  'function* () {}',
  'Symbol()',
  '10n',
  'new Proxy({}, { get() { throw 1 } })',
  'Object.create(null)',
  '() => new Map([[{}, 1]])',
  '() => Promise.resolve(1)',
  '() => NaN',
  '() => [{code: 1}]',
  'class {}',
  '{ type: "object", properties: { lr: { type: "number" } } }',
  '{ type: "strange" }',
  '{ properties: { lr: 3 } }',
  '{ $ref: "#/nowhere" }',
  '(() => { const a = {}; a.a = a; return a })()',
)

const right = {
  target: "'mine.optimizers.Odd'",
  aliases: '[]',
  group: "'optimizer'",
  option: "'odd'",
  schema: '{ type: "object", properties: { lr: { type: "number", default: 1 } } }',
  check: '() => []',
  logs: 'undefined',
  load: '() => class {}',
}

const manifest = fc
  .record({ key: fc.constantFrom(...(Object.keys(right) as (keyof typeof right)[])), instead: value })
  .map(({ key, instead }) => {
    const parts = Object.entries({ ...right, [key]: instead }).map(([name, code]) => `${name}: ${code}`)
    return `{ ${parts.join(', ')} }`
  })

const source = fc
  .record({
    manifests: fc.oneof(
      manifest.map((one) => `[${one}]`),
      value,
      value.map((one) => `[${one}]`),
    ),
    resolvers: fc.oneof(
      fc.constant('undefined'),
      value,
      value.map((one) => `{ odd: ${one} }`),
      value.map((one) => `{ odd: { resolve: ${one}, useCache: 'yes' } }`),
    ),
  })
  .map(({ manifests, resolvers }) => `export const manifests = ${manifests}\nexport const resolvers = ${resolvers}\n`)

let modules = 0

test('a module that exports anything is taken, or refused by its name', async () => {
  // Promises of a plugin that nobody waits for are its own.
  const ignore = () => {}
  process.on('unhandledRejection', ignore)
  await fc.assert(
    fc.asyncProperty(source, async (code) => {
      const name = `./odd-${modules++}.js`
      writeFileSync(join(folder, name), code)
      try {
        const { manifests, resolvers } = await loadPlugins([{ name, from: folder }])
        const registry = builtinRegistry.with(manifests, resolvers)
        const overrides = ['optimizer={_target_: mine.optimizers.Odd, lr: 1}', '+vars.odd=${odd:1}']
        const config = compose({
          configDir: builtinConfigs,
          configName: 'config',
          overrides: ['~optimizer', ...overrides.map((one) => one.replace(/^optimizer/, '+optimizer'))],
          resolvers: registry.resolvers,
        })
        await diagnose(config, registry)
      } catch (error) {
        expect(error, code).toBeInstanceOf(ConfigError)
        expect((error as ConfigError).message, code).not.toBe('')
      }
    }),
    { numRuns: 250 },
  )
  process.off('unhandledRejection', ignore)
})
