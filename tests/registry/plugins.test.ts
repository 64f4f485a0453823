import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { compose, openRepository } from '../../src/compose/index.js'
import { loadYaml, resolve } from '../../src/config/index.js'
import { checkProject } from '../../src/inspect/check.js'
import { editorSchemas } from '../../src/inspect/editor-schemas.js'
import { explain } from '../../src/inspect/explain.js'
import { instantiate } from '../../src/registry/instantiate.js'
import { loadPlugins } from '../../src/registry/plugins.js'
import { findPlugins } from '../../src/registry/project-code.js'
import { createRegistry, type Registry } from '../../src/registry/registry.js'
import { validateComponent } from '../../src/schema/validate-component.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { packageRoot } from '../../src/util/package-root.js'
import { renderDiagnostics } from '../../src/util/render-diagnostics.js'
import { manifest, Net } from './components.js'

const firstFolder = process.cwd()
let dir: string
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'polyhead-plugin-')))
  cpSync(join(packageRoot, 'tests/fixtures/plugin-project'), dir, { recursive: true })
  process.chdir(dir)
})
afterEach(() => {
  process.chdir(firstFolder)
  rmSync(dir, { recursive: true })
})

async function registry(): Promise<Registry> {
  return builtinRegistry.with((await loadPlugins(findPlugins(dir))).manifests)
}

/** What is said of a project whose package.json names these plugins. */
async function complaint(plugins: unknown): Promise<string> {
  writeFileSync('package.json', `${JSON.stringify({ type: 'module', polyhead: { plugins } }, null, 2)}\n`)
  try {
    await loadPlugins(findPlugins(dir))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return renderDiagnostics(error.diagnostics).replaceAll(dir, '<project>')
  }
  return ''
}

describe('where plugins are named', () => {
  test('in the nearest package.json at or above the working directory', async () => {
    mkdirSync('deep/er', { recursive: true })
    expect(findPlugins(join(dir, 'deep/er'))).toMatchObject([{ name: './plugin.js', from: dir }])
    expect((await registry()).find('my_lab.SignSGD')?.option).toBe('sign_sgd')
  })

  test('by --plugin, from the working directory', async () => {
    rmSync('package.json')
    writeFileSync('package.json', '{"type": "module"}')
    const { manifests } = await loadPlugins(findPlugins(dir, ['./plugin.js']))
    expect(manifests.map(({ target }) => target)).toEqual(['my_lab.optimizers.SignSGD', 'my_lab.backbones.Fragile'])
  })

  test('a package, also one that has an entry for import alone', async () => {
    mkdirSync('node_modules/lab', { recursive: true })
    writeFileSync(
      'node_modules/lab/package.json',
      '{"name": "lab", "type": "module", "exports": {"import": "./main.js"}}',
    )
    cpSync('plugin.js', 'node_modules/lab/main.js')
    expect((await loadPlugins([{ name: 'lab', from: dir }])).manifests).toHaveLength(2)
  })

  test('never by a config', async () => {
    const config = loadYaml('_target_: ./plugin.js')
    await expect(instantiate(config, { registry: builtinRegistry })).rejects.toThrow('not a registered component')
  })
})

describe('a plugin that is wrong', () => {
  test('is not there', async () => {
    expect(await complaint(['./plugin.js', './pluggin.js'])).toMatchInlineSnapshot(`
      "package.json:6:7  plugin './pluggin.js' is not found from <project>
        6 |       "./pluggin.js"
          |       ^^^^^^^^^^^^^^"
    `)
  })

  test('is not a list', async () => {
    expect(await complaint('./plugin.js')).toMatchInlineSnapshot(`
      "package.json:4:16  polyhead.plugins must be a list of module names or paths
        4 |     "plugins": "./plugin.js"
          |                ^^^^^^^^^^^^^"
    `)
  })

  test('does not load', async () => {
    writeFileSync('bad.js', 'throw new Error("no license")')
    expect(await complaint(['./bad.js'])).toMatchInlineSnapshot(`
      "package.json:5:7  plugin './bad.js' does not load: no license
        5 |       "./bad.js"
          |       ^^^^^^^^^^"
    `)
  })

  test('brings nothing, or something else', async () => {
    writeFileSync('empty.js', 'export const manifest = []')
    writeFileSync('odd.js', 'export const manifests = [{ target: "my_lab.optimizers.X", group: "optimisers" }]')
    expect(await complaint(['./empty.js', './odd.js'])).toMatchInlineSnapshot(`
      "package.json:5:7  plugin './empty.js' exports no list named 'manifests'
        5 |       "./empty.js",
          |       ^^^^^^^^^^^^

      package.json:6:7  plugin './odd.js' brings a wrong component: manifests[0] has a 'group' that is none of backend, dataset, backbone, heads, algorithm, optimizer, lr_scheduler, metrics, callbacks, loggers, trainer, weighting, hydra/sweeper, hydra/launcher, hydra/callbacks
        6 |       "./odd.js"
          |       ^^^^^^^^^^"
    `)
  })
})

describe('its components', () => {
  test('are made like any other', async () => {
    const config = loadYaml('{_target_: my_lab.SignSGD, _args_: [0.1]}')
    expect(await instantiate(config, { registry: await registry() })).toMatchObject({ params: { lr: 0.1 } })
  })

  test('get the same validation', async () => {
    writeFileSync('configs/optimizer/sign_sgd.yaml', '_target_: my_lab.optimizers.SignSGD\nlrr: 0.01\ndecay: 2\n')
    writeFileSync('configs/optimizer/unlucky.yaml', '_target_: my_lab.optimizers.SignSGD\nlr: 13\n')
    const result = await checkProject({
      repository: openRepository('configs'),
      registry: await registry(),
      only: (path) => path.startsWith('optimizer/'),
    })
    expect(renderDiagnostics(result.diagnostics)).toMatchInlineSnapshot(`
      "configs/optimizer/sign_sgd.yaml:2:1  optimizer.lrr is not a key of optimizer 'sign_sgd'
        2 | lrr: 0.01
          | ^^^ did you mean 'lr'?
      set by configs/optimizer/sign_sgd.yaml:2 · known keys: lr, decay

      configs/optimizer/sign_sgd.yaml:3:8  optimizer.decay must be a number from 0 to 1, but is 2
        3 | decay: 2
          |        ^ for example 0.5

      configs/optimizer/unlucky.yaml:2:5  optimizer.lr is unlucky
        2 | lr: 13
          |     ^^"
    `)
  })

  test('with a schema that is not valid are reported, not crashed on', async () => {
    const broken = { ...manifest(Net), schema: { type: 'object', properties: { a: { typ: 'number' } } } }
    const result = await checkProject({
      repository: openRepository('configs'),
      registry: createRegistry([{ ...broken, target: 'my_lab.backbones.Fragile' }]),
      only: (path) => path === 'backbone/fragile',
    })
    expect(renderDiagnostics(result.diagnostics)).toMatchInlineSnapshot(`
      "configs/backbone/fragile.yaml:2:11  backbone: the schema of backbone 'net' is not valid: strict mode: unknown keyword: "typ"
        2 | _target_: my_lab.backbones.Fragile
          |           ^^^^^^^^^^^^^^^^^^^^^^^^ schemas are JSON Schema draft-07, and checked strictly"
    `)
  })

  test('whose code does not load are checked, explained and offered all the same', async () => {
    const all = await registry()
    const repository = openRepository('configs')
    const result = await checkProject({ repository, registry: all })
    expect(result.diagnostics).toEqual([])
    const config = compose({ repository, overrides: ['+backbone=fragile'] })
    expect(explain(config, 'backbone.width', all).values).toMatchObject([
      { value: '4', schema: { expected: 'an integer ≥ 1', component: "backbone 'fragile'" } },
    ])
    expect(JSON.stringify(editorSchemas(all).get('backbone'))).toContain('my_lab.backbones.Fragile')
    await expect(instantiate(config.root, { registry: all })).rejects.toThrow(
      "the code of backbone 'fragile' (my_lab.backbones.Fragile) does not load: libfragile.so is not installed",
    )
  })
})

describe('a plugin that is wrong is named, with its export and the reason', () => {
  const part = "target: 'a.B', group: 'backbone', option: 'b', schema: {}, load: async () => class {}"

  test.each([
    ['export const manifests = [, 1]', 'manifests[0] is not an object'],
    ['export const manifests = { get length() { throw new Error("no") } }', "exports no list named 'manifests'"],
    [`export const manifests = [{ get target() { throw new Error('gone') } }]`, 'exports that cannot be read: gone'],
    [`export const manifests = [{ ${part}, fractions: 3 }]`, "'fractions' that is not a list of strings"],
    [`export const manifests = [{ ${part}, schema: { properties: { x: null } } }]`, "property 'x' is no schema"],
    [`const s = {}; s.s = s; export const manifests = [{ ${part}, schema: s }]`, 'that is no JSON'],
    ['export const resolvers = Promise.resolve({})', "'resolvers' that are no object of functions"],
    ['export const resolvers = { x: null }', "a resolver 'x' that is no function"],
    ['export const resolvers = { x: async () => 1 }', "a resolver 'x' that is async"],
    ["export const resolvers = { 'a b': () => 1 }", "cannot be added: 'a b' cannot be the name of a resolver"],
    ["export const resolvers = { get x() { throw new Error('gone') } }", 'exports that cannot be read: gone'],
    ["throw 'a text'", 'does not load: a text'],
  ])('%s', async (text, reason) => {
    writeFileSync('wrong.js', text)
    const said = await complaint(['./wrong.js'])
    expect(said).toContain("plugin './wrong.js'")
    expect(said).toContain(reason)
  })

  test.each(['{', '{"exports": {'])('a package.json of a plugin that is no JSON: %s', async (text) => {
    mkdirSync('node_modules/odd', { recursive: true })
    writeFileSync('node_modules/odd/package.json', text)
    expect(await complaint(['odd'])).toContain("plugin 'odd' does not load")
  })

  test.each([
    ['Promise.resolve(1)', 'gives a promise, but a resolver answers at once'],
    ['5', 'gives 5, which is no node'],
    ['undefined', 'gives undefined, which is no node'],
    ["({ kind: 'int', value: 'x' })", 'a node of kind int whose value is string'],
    ["({ kind: 'map', entries: new Map([[{}, { kind: 'null', value: null }]]) })", 'a key that no config can have'],
    ["({ kind: 'list', items: [,] })", 'gives undefined, which is no node'],
    ["(() => { throw new Error('gone') })()", 'failed: gone'],
  ])('a resolver that answers %s', async (answer, reason) => {
    writeFileSync('package.json', '{"type": "module"}')
    writeFileSync('resolving.js', `export const resolvers = { odd: () => ${answer} }`)
    const { resolvers } = await loadPlugins(findPlugins(dir, ['./resolving.js']))
    const node = loadYaml('a: ${odd:}', { file: 'c.yaml' })
    expect(() => resolve(node, { resolvers })).toThrow(
      `the resolver 'odd' of plugin './resolving.js' ${reason}`.slice(0, 46),
    )
    expect(() => resolve(node, { resolvers })).toThrow(reason)
  })

  test.each([
    ["async () => [{ code: 'mine', path: 'backbone', message: 'awaited' }]", 'awaited'],
    ["() => { throw new Error('gone') }", "the check that a plugin brings for backbone 'b' failed: gone"],
    ['async () => { throw new Error("later") }', 'failed: later'],
    ['() => 3', 'gives no list of diagnostics'],
    ['() => [null]', 'gives no list of diagnostics'],
  ])('a check that is %s', async (check, message) => {
    writeFileSync('package.json', '{"type": "module"}')
    writeFileSync('checking.js', `export const manifests = [{ ${part}, check: ${check} }]`)
    const { manifests } = await loadPlugins(findPlugins(dir, ['./checking.js']))
    const node = loadYaml('_target_: a.B', { file: 'c.yaml' })
    const found = await validateComponent({ node, path: 'backbone' }, node, createRegistry(manifests))
    expect(found.map((one) => one.message)).toEqual([expect.stringContaining(message)])
  })
})
