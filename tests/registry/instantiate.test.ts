import { describe, expect, test } from 'vitest'
import { bindRuntime, compose } from '../../src/compose/index.js'
import { createResolverRegistry, loadYaml, registerResolver } from '../../src/config/index.js'
import { type InstantiateOptions, instantiate, type Partial as PartialOf } from '../../src/registry/instantiate.js'
import { createRegistry } from '../../src/registry/registry.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { renderDiagnostics } from '../../src/util/render-diagnostics.js'
import { writeTree } from '../compose/write-tree.js'
import { Layer, manifest, Net, Picky } from './components.js'

const registry = createRegistry([
  manifest(Net, { positional: ['width', 'depth'], fractions: ['share'] }),
  manifest(Layer),
  manifest(Picky),
  manifest(Layer, {
    target: 'test.Broken',
    aliases: [],
    option: 'broken',
    load: () => Promise.reject(new Error('cannot find the moon')),
  }),
])

function make(yaml: string, options: Omit<InstantiateOptions, 'registry'> = {}): Promise<unknown> {
  return instantiate(loadYaml(yaml, { file: 'c.yaml' }), { registry, ...options })
}

async function messageOf(yaml: string, options: Omit<InstantiateOptions, 'registry'> = {}): Promise<string> {
  const error = await make(yaml, options).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ConfigError)
  return renderDiagnostics((error as ConfigError).diagnostics, { readText: () => yaml })
}

describe('what is made', () => {
  test('a component gets one object with the keys of its node', async () => {
    const net = (await make('_target_: test.Net\nwidth: 3\nnames: [a, b]\nextra: {x: 1.5, y: null}')) as Net
    expect(net).toBeInstanceOf(Net)
    expect(net.given).toEqual({ width: 3, names: ['a', 'b'], extra: { x: 1.5, y: null } })
  })

  test('an alias names the same component', async () => {
    expect(await make('_target_: alias.Net')).toBeInstanceOf(Net)
  })

  test('nested nodes are made first, in dicts and lists too', async () => {
    const yaml =
      '_target_: test.Net\nhead: {_target_: test.Layer, n: 1}\nlayers:\n- {_target_: test.Layer, n: 2}\n- 7\nby:\n  name: {_target_: test.Layer, n: 3}'
    const { given } = (await make(yaml)) as Net
    expect(given.head).toEqual(new Layer({ n: 1 }))
    expect(given.layers).toEqual([new Layer({ n: 2 }), 7])
    expect(given.by).toEqual({ name: new Layer({ n: 3 }) })
  })

  test('a dict or list without a target is walked', async () => {
    expect(await make('a: {_target_: test.Layer}\nb: [1, {_target_: test.Layer}]')).toEqual({
      a: new Layer({}),
      b: [1, new Layer({})],
    })
    expect(await make('[{_target_: test.Layer}]')).toEqual([new Layer({})])
  })

  test('null gives null, a plain object is a config too, and so is what has a root', async () => {
    expect(await instantiate(null, { registry })).toBeNull()
    expect(await instantiate({ _target_: 'test.Net', width: 2 }, { registry })).toEqual(new Net({ width: 2 }))
    const root = loadYaml('net: {_target_: test.Net}')
    expect(await instantiate({ root }, { registry })).toEqual({ net: new Net({}) })
  })

  test('interpolations within the config are resolved; each reference makes an instance of its own', async () => {
    const made = (await make('a: {_target_: test.Layer, n: "${n}"}\nb: ${a}\nn: 4')) as { a: Layer; b: Layer }
    expect(made.a.given).toEqual({ n: 4 })
    expect(made.b).toEqual(made.a)
    expect(made.b).not.toBe(made.a)
  })

  test('nodes with one _shared_ name are one instance, also across calls with one map', async () => {
    const shared = new Map<string, unknown>()
    const made = (await make('a: {_target_: test.Layer, _shared_: l}\nb: ${a}\nc: {_target_: test.Layer}', {
      shared,
    })) as {
      a: Layer
      b: Layer
      c: Layer
    }
    expect(made.b).toBe(made.a)
    expect(made.c).not.toBe(made.a)
    expect(await make('_target_: test.Layer\n_shared_: l', { shared })).toBe(made.a)
    expect(made.a.given).toEqual({})
  })

  test('a float of a key that tells fractions from counts arrives as a fraction', async () => {
    expect(((await make('{_target_: test.Net, share: 1.0}')) as Net).given).toEqual({ share: { fraction: 1 } })
    expect(((await make('{_target_: test.Net, share: 1}')) as Net).given).toEqual({ share: 1 })
  })
})

describe('arguments of the call', () => {
  test('kwargs win over the config, and merge into its dicts', async () => {
    const { given } = (await make('_target_: test.Net\nwidth: 1\nextra: {x: 1, y: 2}', {
      kwargs: { width: 9, extra: { y: 3 }, more: true },
    })) as Net
    expect(given).toEqual({ width: 9, extra: { x: 1, y: 3 }, more: true })
  })

  test('kwargs are merged before interpolations are resolved: in them, to them, and instead of broken ones', async () => {
    expect(await make('{x: 1, y: "${.x}"}', { kwargs: { x: 7 } })).toEqual({ x: 7, y: 7 })
    expect(await make('{x: "${nowhere}", y: "${x}"}', { kwargs: { x: 7 } })).toEqual({ x: 7, y: 7 })
    expect(await make('{x: 1, in: {y: 2}}', { kwargs: { in: { z: '${.y} of ${x}' } } })).toMatchObject({
      in: { y: 2, z: '2 of 1' },
    })
    const layer = new Layer({})
    expect(await make('{x: 1, y: "${.x}"}', { kwargs: { x: layer } })).toEqual({ x: layer, y: layer })
    expect(await make('x: 1', { kwargs: { x: '???' } })).toEqual({ x: 1 })
    await expect(make('x: [1]', { kwargs: { x: { a: 1 } } })).rejects.toThrow('cannot be merged')
  })

  test('_args_ and flags are kwargs too; at the top, flags are no keys', async () => {
    expect(await make('{_target_: test.Net, _args_: [1]}', { kwargs: { _args_: [5] } })).toEqual(new Net({ width: 5 }))
    expect(await make('{_recursive_: false, _partial_: true, x: 1}')).toEqual({ x: 1 })
    const list = await make('[{_target_: test.Net, head: {_target_: test.Layer}}]', { kwargs: { _recursive_: false } })
    expect(list).toEqual([new Net({ head: { _target_: 'test.Layer' } })])
  })

  test('what is given beside the keys is never read as a config', async () => {
    const hparams = { text: '${not.read}', _target_: 'nothing' }
    const { given } = (await make('{_target_: test.Net, head: {_target_: test.Layer}}', { given: { hparams } })) as Net
    expect(given.hparams).toBe(hparams)
    expect(given.head).toEqual(new Layer({}))
  })

  test('a Config brings its resolvers and its hydra node', async () => {
    const resolvers = createResolverRegistry()
    registerResolver(resolvers, 'one', () => ({ kind: 'int', value: 1 }))
    const configDir = writeTree({ config: 'x: ${one:}\nname: ${hydra:job.name}\n' })
    const bound = bindRuntime(compose({ configDir, configName: 'config', resolvers }), {
      ...{ cwd: '/', job: { name: 'j' }, now: new Date(0), version: '1' },
    })
    expect(await instantiate(bound, { registry })).toEqual({ x: 1, name: 'j' })
    expect(await instantiate({ x: '${one:}' }, { registry: createRegistry([], resolvers) })).toEqual({ x: 1 })
  })

  test('instances and plain objects pass through as they are; dicts that name a component are made', async () => {
    const context = { log: { info() {} } }
    const layer = new Layer({})
    const { given } = (await make('{_target_: test.Net, head: {_target_: test.Layer}}', {
      kwargs: { context, layer, other: { _target_: 'test.Layer', n: 1 }, head: { n: 5 } },
    })) as Net
    expect(given.context).toBe(context)
    expect(given.layer).toBe(layer)
    expect(given.other).toEqual(new Layer({ n: 1 }))
    expect(given.head).toEqual(new Layer({ n: 5 }))
  })

  test('_args_ fill the positional parameters; those of the call take their place', async () => {
    expect(((await make('{_target_: test.Net, _args_: [8, {_target_: test.Layer}]}')) as Net).given).toEqual({
      width: 8,
      depth: new Layer({}),
    })
    expect(((await make('{_target_: test.Net, _args_: [8]}', { args: [1, 2] })) as Net).given).toEqual({
      width: 1,
      depth: 2,
    })
  })

  test('_partial_ makes a function that takes the rest, and what it is given wins', async () => {
    const partial = (await make('{_target_: test.Net, _partial_: true, width: 1, depth: "???"}')) as PartialOf
    expect(partial).toBeTypeOf('function')
    expect((partial({ depth: 2 }) as Net).given).toEqual({ width: 1, depth: 2 })
    expect((partial({ width: 7 }) as Net).given).toEqual({ width: 7 })
    expect(partial()).not.toBe(partial())
  })

  test('_partial_ concerns its own node alone', async () => {
    const partial = (await make('{_target_: test.Net, _partial_: true, head: {_target_: test.Layer}}')) as PartialOf
    expect((partial() as Net).given.head).toEqual(new Layer({}))
  })

  test('_recursive_: false hands nested nodes on as plain data', async () => {
    const { given } = (await make(
      '_target_: test.Net\n_recursive_: false\nhead: {_target_: test.Layer, n: 1}\nl: [{_target_: test.Layer}]',
    )) as Net
    expect(given).toEqual({ head: { _target_: 'test.Layer', n: 1 }, l: [{ _target_: 'test.Layer' }] })
  })

  test('_recursive_: false hands ??? on, below its own keys: what makes the nested node gives it', async () => {
    const yaml = '{_target_: test.Net, _recursive_: false, optimizer: {_target_: test.Layer, n: "???"}}'
    expect(((await make(yaml)) as Net).given).toEqual({ optimizer: { _target_: 'test.Layer', n: '???' } })
    expect(await messageOf('{_target_: test.Net, _recursive_: false, n: "???"}')).toContain("n is '???'")
  })

  test('_partial_ leaves out what refers to a missing value', async () => {
    const yaml = 'net: {_target_: test.Net, _partial_: true, width: "${n}"}'
    const { net } = (await instantiate({ root: loadYaml(`${yaml}\nn: '???'`) }, { registry, kwargs: { n: 1 } })) as {
      net: PartialOf
    }
    expect((net({ depth: 2 }) as Net).given).toEqual({ width: 1, depth: 2 })
    const left = (await make('{_target_: test.Net, _partial_: true, width: "${depth}", depth: "???"}')) as PartialOf
    expect((left({ depth: 2 }) as Net).given).toEqual({ depth: 2 })
  })

  test('_recursive_ and the others may be given at the call', async () => {
    const { given } = (await make('{_target_: test.Net, head: {_target_: test.Layer}}', {
      kwargs: { _recursive_: false },
    })) as Net
    expect(given).toEqual({ head: { _target_: 'test.Layer' } })
    expect(await make('{width: 1}', { kwargs: { _target_: 'test.Net' } })).toEqual(new Net({ width: 1 }))
  })
})

describe('errors name path, component and argument', () => {
  test('an unregistered target', async () => {
    expect(await messageOf('a:\n  b: {_target_: test.Nett}')).toMatchInlineSnapshot(`
      "c.yaml:2:17  a.b._target_ names 'test.Nett', which is not a registered component
        2 |   b: {_target_: test.Nett}
          |                 ^^^^^^^^^ did you mean 'test.Net'?
      components come with polyhead, or from plugins named in package.json or by '--plugin'"
    `)
  })

  test('a name that a module system would find is not looked for', async () => {
    expect(await messageOf('_target_: node:fs.writeFileSync')).toMatchInlineSnapshot(`
      "c.yaml:1:11  _target_ names 'node:fs.writeFileSync', which is not a registered component
        1 | _target_: node:fs.writeFileSync
          |           ^^^^^^^^^^^^^^^^^^^^^
      components come with polyhead, or from plugins named in package.json or by '--plugin'"
    `)
    expect(await messageOf('_target_: __proto__')).toContain('not a registered component')
    expect(await messageOf('_target_: constructor')).toContain('not a registered component')
  })

  test('a target that is no name', async () => {
    expect(await messageOf('a: {_target_: null}')).toMatchInlineSnapshot(`
      "c.yaml:1:15  a._target_ must be the name of a component, but is null
        1 | a: {_target_: null}
          |               ^^^^"
    `)
    expect(await messageOf('{x: 1}', { kwargs: { _target_: null } })).toContain(
      'must be the name of a component, but is null',
    )
    expect(await messageOf('a: {_target_: "???"}')).toContain("a._target_ is '???'")
  })

  test('code that does not load', async () => {
    expect(await messageOf('net: {_target_: test.Broken}')).toMatchInlineSnapshot(`
      "c.yaml:1:17  net: the code of backbone 'broken' (test.Broken) does not load: cannot find the moon
        1 | net: {_target_: test.Broken}
          |                 ^^^^^^^^^^^
      thrown at tests/registry/instantiate.test.ts:19:32"
    `)
  })

  test('a constructor that throws', async () => {
    expect(await messageOf('net:\n  _target_: test.Picky\n  size: 0')).toMatchInlineSnapshot(`
      "c.yaml:2:13  net: backbone 'picky' cannot be made: size 0 leaves nothing
        2 |   _target_: test.Picky
          |             ^^^^^^^^^^
      thrown at tests/registry/components.ts:13:33"
    `)
  })

  test('a constructor that throws when a partial is called', async () => {
    const partial = (await make('{_target_: test.Picky, _partial_: true}')) as PartialOf
    expect(() => partial({ size: 0 })).toThrow("backbone 'picky' cannot be made: size 0 leaves nothing")
  })

  test('a mandatory value that is missing', async () => {
    expect(await messageOf('net: {_target_: test.Net, sizes: [1, "???"]}')).toMatchInlineSnapshot(`
      "c.yaml:1:38  net.sizes[1] is '???': it must be given
        1 | net: {_target_: test.Net, sizes: [1, "???"]}
          |                                      ^^^^^"
    `)
  })

  test('too many positional arguments', async () => {
    expect(await messageOf('net: {_target_: test.Net, _args_: [1, 2, 3]}')).toMatchInlineSnapshot(`
      "c.yaml:1:42  net._args_ has too many values (3): backbone 'net' takes at most 2 (width, depth) by position
        1 | net: {_target_: test.Net, _args_: [1, 2, 3]}
          |                                          ^"
    `)
    expect(await messageOf('net: {_target_: test.Layer, _args_: [1]}')).toMatchInlineSnapshot(`
      "c.yaml:1:38  net._args_ has too many values (1): backbone 'layer' takes none by position
        1 | net: {_target_: test.Layer, _args_: [1]}
          |                                      ^"
    `)
  })

  test('an argument by position and by name', async () => {
    expect(await messageOf('net: {_target_: test.Net, _args_: [1], width: 2}')).toMatchInlineSnapshot(`
      "c.yaml:1:36  backbone 'net' gets 'width' twice: as net._args_[0] and by its name
        1 | net: {_target_: test.Net, _args_: [1], width: 2}
          |                                    ^"
    `)
  })

  test('_args_ that are no list, flags that are none, a conversion that is none', async () => {
    expect(await messageOf('net: {_target_: test.Net, _args_: 3}')).toMatchInlineSnapshot(`
      "c.yaml:1:35  net._args_ must be a list, but is 3
        1 | net: {_target_: test.Net, _args_: 3}
          |                                   ^"
    `)
    expect(await messageOf('net: {_target_: test.Net, _partial_: 1}')).toMatchInlineSnapshot(`
      "c.yaml:1:38  net._partial_ must be true or false, but is 1
        1 | net: {_target_: test.Net, _partial_: 1}
          |                                      ^"
    `)
    expect(await messageOf('net: {_target_: test.Net, _recursive_: "false"}')).toMatchInlineSnapshot(`
      "c.yaml:1:40  net._recursive_ must be true or false, but is 'false'
        1 | net: {_target_: test.Net, _recursive_: "false"}
          |                                        ^^^^^^^"
    `)
    expect(await messageOf('net: {_target_: test.Net, _convert_: some}')).toMatchInlineSnapshot(`
      "c.yaml:1:38  net._convert_ must be one of none, partial, object, all, but is 'some'
        1 | net: {_target_: test.Net, _convert_: some}
          |                                      ^^^^"
    `)
  })

  test('what is no dict and no list', async () => {
    await expect(instantiate('test.Net', { registry })).rejects.toThrow('a dict or a list is needed')
    await expect(make('[1]', { kwargs: { _partial_: true } })).rejects.toThrow('_partial_ does not fit a list')
  })
})

test('a config cannot reach a prototype', async () => {
  const config = JSON.parse('{"_target_": "test.Net", "constructor": {"prototype": {"polluted": 1}}}')
  const { given } = (await instantiate(config, { registry })) as Net
  expect(Object.hasOwn(given, 'constructor')).toBe(true)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
