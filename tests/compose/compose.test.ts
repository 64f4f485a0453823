import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ComposeOptions,
  ConfigError,
  compose,
  createResolverRegistry,
  type Node,
  openRepository,
  registerResolver,
  toPlain,
  toYaml,
} from '../../src/compose/index.js'
import { addFiles, writeTree } from './write-tree.js'

const project = {
  config:
    'defaults:\n  - backbone: mlp\n  - optimizer: sgd\n  - _self_\n  - experiment: null\n\nseed: 1\nname: ${backbone.kind}-${seed}\n',
  'backbone/mlp': 'kind: mlp\nhidden: [64, 32]\n',
  'backbone/cnn': 'kind: cnn\nchannels: 8\n',
  'optimizer/sgd': 'lr: 0.1\nmomentum: 0.9\n',
  'optimizer/adam': 'lr: 0.001\nbetas: [0.9, 0.999]\n',
  'experiment/fast':
    '# @package _global_\ndefaults:\n  - override /optimizer: adam\n  - _self_\n\nseed: 7\noptimizer:\n  lr: 0.5\n',
}
const configDir = writeTree(project)
const repository = openRepository(configDir)

const composed = (overrides: readonly string[] = [], options: ComposeOptions = {}) =>
  compose({ repository, configName: 'config', overrides, env: {}, ...options })

describe('compose', () => {
  test('merges the defaults list in order, and resolves on request', () => {
    const config = composed()
    expect(toYaml(config.root)).toBe(
      'backbone:\n  kind: mlp\n  hidden:\n  - 64\n  - 32\noptimizer:\n  lr: 0.1\n  momentum: 0.9\nseed: 1\nname: ${backbone.kind}-${seed}\n',
    )
    expect(config.toObject()).toMatchObject({ name: 'mlp-1' })
    expect(config.toObject({ resolve: false })).toMatchObject({ name: '${backbone.kind}-${seed}' })
    expect(config.get('name')).toBe('mlp-1')
    expect(config.get('backbone')).toEqual({ kind: 'mlp', hidden: [64, 32] })
    expect(config.get('nowhere')).toBeUndefined()
  })

  test('lists what was merged, where it went, and what was chosen', () => {
    const config = composed(['+optimizer@second=adam'])
    expect(config.defaults.filter(([path]) => !path.startsWith('hydra/'))).toEqual([
      ['backbone/mlp', 'backbone'],
      ['optimizer/sgd', 'optimizer'],
      ['config', ''],
      ['optimizer/adam', 'second'],
    ])
    expect(config.choices).toMatchObject({
      backbone: 'mlp',
      optimizer: 'sgd',
      'optimizer@second': 'adam',
      experiment: null,
      'hydra/launcher': 'basic',
    })
    expect(config.get('second')).toEqual({ lr: 0.001, betas: [0.9, 0.999] })
  })

  test('an experiment overrides groups and values from the root; the command line wins over it', () => {
    expect(composed(['experiment=fast']).toObject()).toMatchObject({
      seed: 7,
      optimizer: { lr: 0.5, betas: [0.9, 0.999] },
    })
    expect(composed(['experiment=fast', 'optimizer=sgd', 'seed=2']).toObject()).toMatchObject({
      seed: 2,
      optimizer: { lr: 0.5, momentum: 0.9 },
    })
  })

  test('groups are chosen before values are set, whatever the order of the overrides', () => {
    expect(composed(['optimizer.lr=0.2', 'optimizer=adam']).get('optimizer.lr')).toBe(0.2)
  })

  test('values are changed, added, forced and deleted', () => {
    const config = composed(['seed=5', '+extra.depth=2', '++optimizer.lr=1', '~optimizer.momentum', '~name'])
    expect(config.toObject()).toEqual({
      backbone: { kind: 'mlp', hidden: [64, 32] },
      optimizer: { lr: 1 },
      seed: 5,
      extra: { depth: 2 },
    })
  })

  test('without a config name the config is empty, and groups can be added to it', () => {
    const config = compose({ configDir, overrides: ['+backbone=cnn', '+a=1'], env: {} })
    expect(config.toObject()).toEqual({ backbone: { kind: 'cnn', channels: 8 }, a: 1 })
  })

  test('every value knows where it was written, and what it beat', () => {
    const config = composed(['experiment=fast', 'optimizer.lr=3'])
    expect(config.source('seed')).toMatchObject({ kind: 'file', line: 6, column: 7 })
    expect(config.source('optimizer.lr')).toMatchObject({ kind: 'override', text: 'optimizer.lr=3', range: [13, 14] })
    expect(config.layers('optimizer.lr').map(({ node }) => 'value' in node && node.value)).toEqual([3, 0.5, 0.001])
  })

  test('`${oc.env:…}` reads the environment that was given', () => {
    const config = composed(['+home=${oc.env:PLACE}'], { env: { PLACE: 'here' } })
    expect(config.get('home')).toBe('here')
  })

  describe('resolvers that were given are called while composing', () => {
    const resolvers = createResolverRegistry()
    registerResolver(resolvers, 'twice', ([x]) => ({ kind: 'int', value: 2 * Number((x as { value: number }).value) }))
    registerResolver(resolvers, 'pick', ([x]) => x as Node)
    const files = {
      group: "defaults:\n  - db: ${pick:x}\n  - _self_\nv: ${twice:2}\nlist: ['${twice:1}']\n",
      folder: "defaults:\n  - db: far\nhydra: {searchpath: ['${pick:PLACE}/far']}\n",
      name: "hydra: {job: {config: {override_dirname: {kv_sep: '${pick:_}'}}, env_copy: ['${pick:A}']}}\nv: 1\n",
      into: 'defaults:\n  - base\n  - _self_\nmap: {b: 2}\n',
      base: 'map: ${models.${pick:small}}\nmodels: {small: {a: 1}}\n',
      'db/x': 'name: x\n',
      'far/db/far': 'name: far\n',
    }
    const configDir = writeTree(files)
    addFiles(configDir, { folder: files.folder.replace('PLACE', configDir) })
    const of = (configName: string, ...overrides: string[]) =>
      compose({ configDir, configName, overrides, resolvers, env: { A: 'a' } })

    test('by the defaults list', () => expect(of('group').get('db')).toEqual({ name: 'x' }))
    test('by the search path', () => expect(of('folder').get('db')).toEqual({ name: 'far' }))
    test('by ~key and ~key=value', () => {
      expect(of('group', '~v').get('v')).toBeUndefined()
      expect(of('group', '~v=4').get('v')).toBeUndefined()
      expect(() => of('group', '~v=5')).toThrow(/its value is 4, not 5/)
    })
    test('by +key', () => expect(() => of('group', '+v=3')).toThrow(/is in the config already/))
    test('by an edited list', () => expect(of('group', 'list=append(3)').get('list')).toEqual([2, 3]))
    test('by what is merged into an interpolation', () => expect(of('into').get('map')).toEqual({ a: 1, b: 2 }))
    test('by the hydra node', () => {
      const { job } = toPlain(of('name', 'v=2').hydra) as { job: Record<string, unknown> }
      expect(job).toMatchObject({ override_dirname: 'v_2', env_set: { A: 'a' } })
    })
  })

  test('in a sweep, sweeps are left for the jobs, and groups without an option are left out', () => {
    const folder = writeTree({ config: 'defaults:\n  - db: ???\n', 'db/a': 'x: 1\n' })
    const sweep = compose({ configDir: folder, configName: 'config', overrides: ['db=a,b'], mode: 'multirun', env: {} })
    expect(sweep.toObject()).toEqual({})
    expect(() => compose({ configDir: folder, configName: 'config', env: {} })).toThrow(/no option is given/)
  })

  test('the same inputs give the same config, and composing leaves earlier configs as they were', () => {
    const override = fc.constantFrom(
      'seed=2',
      'optimizer=adam',
      'backbone=cnn',
      'experiment=fast',
      '+extra={a:1}',
      '++extra.b=2',
      '~name',
      'optimizer.lr=9',
      '+backbone@other=cnn',
      'backbone.kind=x',
    )
    fc.assert(
      fc.property(fc.uniqueArray(override, { maxLength: 5 }), (overrides) => {
        const yaml = () => {
          try {
            return toYaml(composed(overrides).root)
          } catch (error) {
            if (error instanceof ConfigError) return error.message
            throw error
          }
        }
        const before = composed()
        const text = toYaml(before.root)
        expect(yaml()).toBe(yaml())
        expect(toYaml(before.root)).toBe(text)
      }),
      { numRuns: 60 },
    )
  })

  test('random overrides never end in anything but a config or a ConfigError', () => {
    const piece = fc.constantFrom(
      '+',
      '~',
      '=',
      '@',
      '.',
      '/',
      'seed',
      'optimizer',
      'adam',
      '{a:1}',
      '[1]',
      '${x}',
      ',',
      'null',
      ' ',
      "'",
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        try {
          composed([pieces.join('')])
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a file that the list has twice holds, the second time, what was merged into its maps: as in Hydra', () => {
    const folder = writeTree({
      config: 'defaults:\n  - first\n  - second\n  - first@again\n',
      first: 'map: {a: 1}\nlist: [1]\nplain: 1\n',
      second: 'map: {b: 2}\nlist: [2]\nplain: 2\n',
    })
    expect(compose({ configDir: folder, configName: 'config', env: {} }).toObject()).toEqual({
      map: { a: 1, b: 2 },
      list: [2],
      plain: 2,
      again: { map: { a: 1, b: 2 }, list: [2], plain: 1 },
    })
  })
})
