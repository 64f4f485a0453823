import { relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, compose, type Diagnostic } from '../../src/compose/index.js'
import { toPlain } from '../../src/config/index.js'
import { renderDiagnostics } from '../../src/util/render-diagnostics.js'
import { writeTree } from './write-tree.js'

const base = {
  config: 'defaults:\n  - optimizer: sgd\n  - _self_\n\nseed: 1\nvars:\n  depth: 3\n',
  'optimizer/sgd': 'lr: 0.1\nmomentum: 0.9\n',
  'optimizer/adam': 'lr: 0.001\n',
}

/** What a reader sees of the error, with the tree's folder left out. */
function errorOf(overrides: readonly string[], files: Readonly<Record<string, string>> = {}, configName = 'config') {
  const configDir = writeTree({ ...base, ...files })
  try {
    compose({ configDir, configName, overrides, env: {}, origin: 'command line' })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const shown = relative(process.cwd(), configDir)
    return renderDiagnostics(error.diagnostics)
      .replaceAll(`${configDir}/`, '')
      .replaceAll(`${shown}/`, '')
      .replaceAll(configDir, '<configs>')
  }
  return 'no error'
}

test('a header that does not stand first is warned of: its values go to the package of its group', () => {
  const configDir = writeTree({ ...base, 'exp/a': '# mine\n# @package _global_\nseed: 2\n' })
  const { root, warnings } = compose({ configDir, configName: 'config', overrides: ['+exp=a'], env: {} })
  expect(toPlain(root)).toMatchObject({ seed: 1, exp: { seed: 2 } })
  expect(warnings).toMatchObject([{ code: 'package-header', source: { line: 2, column: 1 } }])
})

test('a header by a keyword of Hydra 1.0 is warned of once: its values go where Hydra puts them', () => {
  const files = {
    config: 'defaults: [db: a, net: b, opt: c, cache@_group_.x: d]\n',
    'db/a': '# @package _group_\nseed: 2\n',
    'net/b': '# @package _group_.inner._name_\nsize: 3\n',
    'opt/c': '# @package opt._name_\nlr: 1\n',
    'cache/d': '# @package _group_\nkept: 1\n',
  }
  const composed = (...overrides: string[]) =>
    compose({ configDir: writeTree(files), configName: 'config', overrides, env: {} })
  const { root, warnings } = composed()
  expect(toPlain(root)).toEqual({
    _group_: { seed: 2, inner: { _name_: { size: 3 } } },
    opt: { _name_: { lr: 1 } },
    cache: { x: { kept: 1 } },
  })
  expect(warnings).toMatchObject([
    {
      code: 'package-header',
      source: { line: 1, column: 1, file: expect.stringMatching('db/a.yaml$') },
      message: "'# @package _group_' puts values under the key '_group_': Hydra has no such keyword since 1.2",
      hint: "leave it out: values go to 'db' by themselves",
      notes: [expect.stringMatching(/^so it is in \S*net.b.yaml, \S*opt.c.yaml$/)],
    },
  ])
  expect(composed('~db').warnings).toMatchObject([{ hint: "write '# @package net.inner.b'" }])
})

test('a name that holds a keyword of Hydra 1.0 is a name', () => {
  const files = { config: 'defaults: [db: a]\n', 'db/a': '# @package my_group_id\nseed: 2\n' }
  const { root, warnings } = compose({ configDir: writeTree(files), configName: 'config', env: {} })
  expect(toPlain(root)).toEqual({ my_group_id: { seed: 2 } })
  expect(warnings).toEqual([])
})

describe('a primary config that is not there', () => {
  test('is told with those that are', () =>
    expect(errorOf([], { train: 'a: 1\n' }, 'nothing')).toMatchInlineSnapshot(`
    "there is no config 'nothing' on the search path
    configs: config, train · searched: <configs>"
  `))
  test.each([
    ['confg', "did you mean 'config'?"],
    ['confg.yaml', "did you mean 'config'?"],
    ['optimizer/adm', "did you mean 'optimizer/adam'?"],
    ['adam', "it is one of the group 'optimizer'"],
  ])('… and the nearest: %s', (name, hint) => expect(errorOf([], {}, name)).toContain(hint))
})

describe('an override', () => {
  test('of a key that is not there', () =>
    expect(errorOf(['optimizer.lrr=1'])).toMatchInlineSnapshot(`
      "command line  there is no key 'optimizer.lrr'
        | optimizer.lrr=1
        |           ^^^ did you mean 'optimizer.lr'?
      to add it, use '+optimizer.lrr=1' · known keys: lr, momentum"
    `))
  test.each(['=3', '+=3', '++=3', '~=3', '@a=3', '=', '+=1,2'])('without a key: %s', (text) => {
    expect(errorOf([text])).toContain("there is no key before the '='")
  })
  test('of a key that is elsewhere', () =>
    expect(errorOf(['momentum=1'])).toMatchInlineSnapshot(`
      "command line  there is no key 'momentum'
        | momentum=1
        | ^^^^^^^^ did you mean 'optimizer.momentum'?
      to add it, use '+momentum=1' · known keys: optimizer, seed, vars"
    `))
  test('of a key that is there as a number tells the one that changes it', () =>
    expect(errorOf(['split.1=[3,4]'], { config: 'split: {1: [1, 2], 2: [5]}\n' })).toMatchInlineSnapshot(`
      "command line  there is no key 'split.1': 1 is a number in 'split', and a key in an override is a text
        | split.1=[3,4]
        |       ^ to change it, use 'split={1: [3,4]}'"
    `))
  test.each([
    ['split.1=[3,4]', "'split={1: [3,4]}'", { split: { 1: [3, 4], 2: { b: 5, c: 6 } } }],
    ['split.2.b=7', "'split={2: {b: 7}}'", { split: { 1: [1, 2], 2: { b: 7, c: 6 } } }],
  ])('… and that works: %s', (override, hint, expected) => {
    const files = { config: 'split: {1: [1, 2], 2: {b: 5, c: 6}}\n' }
    expect(errorOf([override], files)).toContain(`to change it, use ${hint}`)
    const configDir = writeTree(files)
    const { root } = compose({ configDir, configName: 'config', overrides: [hint.slice(1, -1)], env: {} })
    expect(toPlain(root)).toEqual(expected)
  })
  test('with an interval in a single run tells of -m, and of a sweeper that draws', () =>
    expect(errorOf(['optimizer.lr=interval(0,1)'])).toMatchInlineSnapshot(`
      "command line  'optimizer.lr=interval(0,1)' is a sweep, and one run takes one value
        | optimizer.lr=interval(0,1)
        |              ^^^^^^^^^^^^^ add -m; an interval needs a sweeper that draws from it, such as hydra/sweeper=random"
    `))
  test.each(['tag(log,interval(0.1,1))', 'range(1,4)', 'glob(*)', 'choice(1,2)', 'shuffle(range(3))', '1,2'])(
    'with a sweep in a single run tells of -m: %s',
    (sweep) => expect(errorOf([`${sweep === 'glob(*)' ? 'optimizer' : 'seed'}=${sweep}`])).toContain('^ add -m'),
  )
  test('of an item that a list does not have', () =>
    expect(errorOf(['layers.2=1', 'layers.x=1'], { config: 'layers: [1, 2]\n' })).toMatchInlineSnapshot(`
      "command line  layers[2]: the list has 2 items, so there is none at 2
        | layers.2=1
        |        ^ its indexes are 0 to 1

      command line  layers.x: 'x' is no index of a list
        | layers.x=1
        |        ^ its indexes are 0 to 1"
    `))
  test('of a key below an item of a list: the path has brackets, what is to be typed has dots', () =>
    expect(
      errorOf(['a.0.depht=1', '~a.0.width', 'a.0.depth.x=1', '+a.0.depth=2', 'a.0.depth=append(2)', 'a.0={depht: 1}'], {
        config: 'a: [{depth: 3}]\n',
      }),
    ).toMatchInlineSnapshot(`
      "command line  there is no key 'a[0].depht'
        | a.0.depht=1
        |     ^^^^^ did you mean 'a.0.depth'?
      to add it, use '+a.0.depht=1' · known keys: depth

      command line  cannot delete 'a[0].width', which is not in the config
        | ~a.0.width
        |  ^^^^^^^^^

      command line  'a[0].depth' is a value (int), so there is no key 'a[0].depth.x'
        | a.0.depth.x=1
        |           ^ to replace it by a map, use '+a.0.depth.x=1'

      command line  'a[0].depth' is in the config already, so it cannot be added
        | +a.0.depth=2
        |  ^^^^^^^^^ to change it, use 'a.0.depth=2'
      to set it, there or not, use '++a.0.depth=2'

      command line  'append' edits a list, but 'a[0].depth' is a value (int)
        | a.0.depth=append(2)
        |           ^^^^^^^^^

      command line  there is no key 'a[0].depht' to set
        | a.0={depht: 1}
        |      ^^^^^ did you mean 'a.0.depth'?
      to add it, use '+a.0={depht: 1}'"
    `))
  test('whose text cannot be kept, as its quotes are not those of interpolations', () =>
    expect(errorOf(["+x='${f:\\'a b\\'}'"])).toMatchInlineSnapshot(`
      "command line  hydra.overrides: '+x='\${f:\\'a b\\'}'' is no interpolation: expected ',' or '}', but found '''
        | +x='\${f:\\'a b\\'}'
        |          ^ inside '\${…}' quotes are written without backslashes: put the other kind around the value"
    `))
  test('with the group misspelt', () =>
    expect(errorOf(['optimzer=adam'])).toMatchInlineSnapshot(`
      "command line  there is no key 'optimzer'
        | optimzer=adam
        | ^^^^^^^^ did you mean 'optimizer'?
      to add it, use '+optimzer=adam' · known keys: optimizer, seed, vars"
    `))
  test('with an option misspelt', () =>
    expect(errorOf(['optimizer=adma'])).toMatchInlineSnapshot(`
      "command line  'adma' is not an option of the group 'optimizer' (wanted by 'config')
        | optimizer=adma
        |           ^^^^ did you mean 'adam'?
      options: adam, sgd"
    `))
  test('of a group that the list does not have', () =>
    expect(errorOf(['data=x'], { 'data/x': '' })).toMatchInlineSnapshot(`
      "command line  cannot override 'data', which is not in the defaults list
        | data=x
        |      ^ to add it, use '+data=x'"
    `))
  test('of a group in another package', () =>
    expect(errorOf(['optimizer@second=adam'])).toMatchInlineSnapshot(`
    "command line  cannot override 'optimizer@second', which is not in the defaults list
      | optimizer@second=adam
      |                  ^^^^ did you mean 'optimizer'?
    to add it, use '+optimizer@second=adam'"
  `))
  test('that adds what is there', () =>
    expect(errorOf(['+seed=2'])).toMatchInlineSnapshot(`
      "command line  'seed' is in the config already, so it cannot be added
        | +seed=2
        |  ^^^^ to change it, use 'seed=2'
      to set it, there or not, use '++seed=2'"
    `))
  test('that adds a group that is there', () =>
    expect(errorOf(['+optimizer=adam'])).toMatchInlineSnapshot(`
      "command line  group 'optimizer' is given both 'sgd' and 'adam'
        | +optimizer=adam
        |            ^^^^ the group is in the defaults list already: use 'optimizer=adam', without '+'"
    `))
  test('that gives a group no name', () =>
    expect(errorOf(['optimizer=5'])).toMatchInlineSnapshot(`
      "command line  'optimizer' is a group, so its value must be the name of an option or a list of names
        | optimizer=5
        |           ^
      options: adam, sgd"
    `))
  test('that forces a group', () =>
    expect(errorOf(['++optimizer=adam'])).toMatchInlineSnapshot(`
      "command line  '++' adds values, and 'optimizer' is a group
        | ++optimizer=adam
        |             ^^^^ to change the group's option, use 'optimizer=adam'"
    `))
  test('below a value', () =>
    expect(errorOf(['seed.x=1'])).toMatchInlineSnapshot(`
      "command line  'seed' is a value (int), so there is no key 'seed.x'
        | seed.x=1
        |      ^ to replace it by a map, use '+seed.x=1'"
    `))
  test('that deletes nothing', () =>
    expect(errorOf(['~vars.depht'])).toMatchInlineSnapshot(`
    "command line  cannot delete 'vars.depht', which is not in the config
      | ~vars.depht
      |  ^^^^^^^^^^ did you mean 'vars.depth'?"
  `))
  test('that deletes another value', () =>
    expect(errorOf(['~seed=2'])).toMatchInlineSnapshot(`
    "command line  cannot delete 'seed': its value is 1, not 2
      | ~seed=2
      |  ^^^^ to delete it whatever its value is, use '~seed'"
  `))
  test('with several values in one run', () =>
    expect(errorOf(['seed=1,2'])).toMatchInlineSnapshot(`
      "command line  'seed=1,2' gives several values, and one run takes one
        | seed=1,2
        |      ^^^ add -m to run once for each of them
      as a list: 'seed=[1,2]' · as text: 'seed="1,2"'"
    `))
  test('of the hydra node with the wrong type', () =>
    expect(errorOf(['hydra.job.num=abc'])).toMatchInlineSnapshot(`
    "command line  'hydra.job.num' must be an int, not abc
      | hydra.job.num=abc
      |               ^^^"
  `))
  test('that edits what is no list', () =>
    expect(errorOf(['seed=append(2)'])).toMatchInlineSnapshot(`
    "command line  'append' edits a list, but 'seed' is a value (int)
      | seed=append(2)
      |      ^^^^^^^^^"
  `))
  test('that edits a map as a list, whose entries have names', () =>
    expect(
      errorOf(
        [
          'cb=append({_target_: a.EarlyStop},{_target_: EarlyStop, n: 1})',
          'cb=remove(x)',
          'cb=remove({_target_: a.EarlyStop})',
          'cb=append({n: 1})',
          'cb=extend_list({_target_: b.LRMonitor})',
        ],
        {
          config: 'cb: {early_stop: {_target_: a.EarlyStop}, x: {_target_: c.X}}\n',
        },
      ),
    ).toMatchInlineSnapshot(`
      "command line  'append' edits a list, but 'cb' is a map
        | cb=append({_target_: a.EarlyStop},{_target_: EarlyStop, n: 1})
        |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a map is added to by name: use '+cb.early_stop_2={_target_: a.EarlyStop}' '+cb.early_stop_3={_target_: EarlyStop, n: 1}'

      command line  'remove' edits a list, but 'cb' is a map
        | cb=remove(x)
        |    ^^^^^^^^^ to take it out of the map, use '~cb.x'

      command line  'remove' edits a list, but 'cb' is a map
        | cb=remove({_target_: a.EarlyStop})
        |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ to take it out of the map, use '~cb.early_stop'

      command line  'append' edits a list, but 'cb' is a map
        | cb=append({n: 1})
        |    ^^^^^^^^^^^^^^

      command line  cb: there is no function 'extend_list' by the rules of 1.3, but by those of version_base '1.4'
        | cb=extend_list({_target_: b.LRMonitor})
        |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a map is added to by name: use '+cb.lr_monitor={_target_: b.LRMonitor}'"
    `))
  test('several at once are all named', () =>
    expect(errorOf(['optimizer.lrr=1', 'sed=2', 'vars.depth=4'])).toMatchInlineSnapshot(`
      "command line  there is no key 'optimizer.lrr'
        | optimizer.lrr=1
        |           ^^^ did you mean 'optimizer.lr'?
      to add it, use '+optimizer.lrr=1' · known keys: lr, momentum

      command line  there is no key 'sed'
        | sed=2
        | ^^^ did you mean 'seed'?
      to add it, use '+sed=2' · known keys: optimizer, seed, vars"
    `))
})

describe('what a message advises works', () => {
  const configDir = writeTree({
    config:
      'defaults: [{optimizer: sgd}, {data: null}, _self_]\nseed: 1\nvars: {depth: 3, text: a}\nl: [1, 2]\nnone: null\n',
    'optimizer/sgd': 'lr: 0.1\n',
    'optimizer/adam': 'lr: 0.001\n',
    'optimizer/1': 'lr: 1\n',
    'data/x': 'n: 1\n',
    'other/o': 'n: 1\n',
    'other/broken': 'defaults: [nowhere]\n',
  })
  const composed = (...overrides: string[]) =>
    compose({ configDir, configName: 'config', overrides, env: {}, origin: 'command line' })
  const diagnosticOf = (...overrides: string[]) => {
    try {
      composed(...overrides)
    } catch (error) {
      return (error as ConfigError).diagnostics[0] as Diagnostic
    }
    throw new Error('nothing is wrong')
  }
  /** The overrides that a message tells to type, as a shell would read them. */
  const advised = ({ hint = '', notes = [] }: Diagnostic) =>
    [hint, ...notes].flatMap((text) => {
      const command =
        /(?:use|quote it:|as a list:|as text:|close the \w+:|like a number:|sweep itself:) ('.*'|\S+)/.exec(text)
      return command ? [(command[1] as string).replace(/'((?:[^']|'\\'')*)'.*/, '$1').replaceAll("'\\''", "'")] : []
    })

  test.each([
    ['+seed=2', ['seed=2', '++seed=2']],
    ["+vars.text='a b'", ["vars.text='a b'", "++vars.text='a b'"]],
    ['seeed=2', ['+seeed=2']],
    ['seed=1,2', ['seed=[1,2]', 'seed="1,2"']],
    ['++optimizer=adam', ['optimizer=adam']],
    ['++other=o', ['+other=o']],
    ['+optimizer=adam', ['optimizer=adam']],
    ['other=o', ['+other=o']],
    ['other=broken', []],
    ['optimizer=1', ["optimizer='1'"]],
    ['optimizer=5', []],
    ['data=null', ['~data']],
    ['other=null', []],
    ['~seed=2', ['~seed']],
    ['seed.x=1', ['+seed.x=1']],
    ['vars={dept:1}', ['+vars={dept:1}']],
    ['seed=a=b', ['seed="a=b"']],
    ['nope=a=b', ['+nope="a=b"']],
    ['seed="a', ['seed="a"']],
    ['seed=f(1)', ['seed="f(1)"']],
    ['seed=${vars.depth', ['seed=${vars.depth}']],
    ['seed=${nowhere', ['seed="\\${nowhere"']],
    ['hydra.sweeper.params.seed="1,2"', ['seed=1,2']],
  ])('%s', (override, expected) => {
    const found = advised(diagnosticOf(override))
    expect(found).toEqual(expected)
    for (const text of found) {
      const mode = text === 'seed=1,2' ? 'multirun' : 'run'
      compose({ configDir, configName: 'config', overrides: [text], env: {}, mode })
    }
  })

  test.each([
    ['seed=1,2', 'add -m to run once for each of them'],
    ['nope=1,2', undefined],
    ['seed=interval(0,1)', 'add -m; an interval needs a sweeper that draws from it, such as hydra/sweeper=random'],
  ])('-m for %s: %s', (override, hint) => expect(diagnosticOf(override).hint).toBe(hint))

  test.each([
    ['vars.dept=1', 'vars.depth'],
    ['sed=1', 'seed'],
    ['depth=1', 'vars.depth'],
    ['varz.nope=1', undefined],
    ['optimzer=adm', 'optimizer'],
    ['~vars.dept', 'vars.depth'],
    ['~other', undefined],
    ['~nones', undefined],
    ['x=${vars.dept}', undefined],
  ])('a key that is suggested is there: %s', (override, key) => {
    const { hint } = diagnosticOf(override)
    expect(hint?.startsWith('did you mean') ? hint : undefined).toBe(key && `did you mean '${key}'?`)
  })

  test('an interpolation is told the whole path, from where it starts', () => {
    const hintOf = (text: string) => {
      try {
        composed(`+vars.ref=${text}`).resolve()
      } catch (error) {
        return (error as ConfigError).diagnostics[0]?.hint
      }
      return 'none'
    }
    expect(hintOf('${vars.dept}')).toBe("did you mean 'vars.depth'?")
    expect(hintOf('${.dept}')).toBe("did you mean '.depth'?")
    expect(hintOf('${varz.depth}')).toBe("did you mean 'vars.depth'?")
    expect(hintOf('${varz.nope}')).toBe("did you mean 'vars'?")
  })

  test('of several groups without an option, each is told one that goes with it', () => {
    const folder = writeTree({
      config: 'defaults:\n  - a: ???\n  - b: ???\n',
      'a/broken': 'defaults: [nowhere]\n',
      'a/good': 'x: 1\n',
      'b/only': 'y: 1\n',
    })
    const error = (() => {
      try {
        return compose({ configDir: folder, configName: 'config', env: {} })
      } catch (thrown) {
        return thrown as ConfigError
      }
    })() as ConfigError
    expect(error.diagnostics.map(({ path, hint }) => [path, hint])).toEqual([
      ['b', 'give one: b=only'],
      ['a', 'give one: a=good'],
    ])
  })
})

describe('an option that another group has', () => {
  const configDir = writeTree({
    config: 'defaults: [{optimizer: sgd}, {metrics: default}, _self_]\n',
    'optimizer/sgd': '_target_: SGD\n',
    'metrics/default': 'defaults: [loss@loss, _self_]\n',
    'metrics/loss': '_target_: Loss\n',
    'metrics/accuracy': '_target_: Accuracy\n',
    'scheduler/step': '_target_: Step\n',
    'scheduler/sdg': '_target_: Slow\n',
  })
  const composed = (...overrides: string[]) => compose({ configDir, configName: 'config', overrides, env: {} })
  const hintOf = (override: string) => {
    try {
      composed(override)
    } catch (error) {
      return (error as ConfigError).diagnostics[0]?.hint
    }
    throw new Error('nothing is wrong')
  }

  test.each([
    ['optimizer=accuracy', 'metrics', '+metrics@metrics.accuracy=accuracy'],
    ['metrics=step', 'scheduler', '+scheduler=step'],
  ])('%s: it is shown how %s is chosen there, beside what is chosen already', (override, group, advised) => {
    expect(hintOf(override)).toBe(`it is one of the group '${group}': ${advised}`)
    expect(composed(advised).get('metrics.loss._target_')).toBe('Loss')
  })

  test('a near name of the same group is likelier', () => {
    expect(hintOf('optimizer=sdg')).toBe("did you mean 'sgd'?")
  })
})

describe('the place that is blamed', () => {
  test('is the override that chose an option, not the entry', () =>
    expect(errorOf(['optimizer=${grp}'])).toMatchInlineSnapshot(`
      "command line  optimizer: cannot resolve '\${grp}' from the groups that are chosen so far
        | optimizer=\${grp}
        |           ^^^^^^"
    `))
  test("is the user's entry, not one that is built in", () =>
    expect(errorOf([], { config: 'defaults:\n  - hydra/job_logging: none\n' })).toMatchInlineSnapshot(`
      "config.yaml:2:24  group 'hydra/job_logging' is given both 'default' and 'none'
        2 |   - hydra/job_logging: none
          |                        ^^^^ to change the option, end this list with '- override hydra/job_logging: none' instead"
    `))
  test('is the entry in a group, which is told how to write the override', () => {
    const config = 'defaults:\n  - optimizer: adam\n  - exp: e\n'
    const of = (entry: string) => errorOf([], { config, 'exp/e': `defaults:\n  - ${entry}\n` })
    expect(of('override /optimizer@_global_.optimizer: sgd')).toBe('no error')
    expect(of('/optimizer@_global_.optimizer: sgd')).toMatchInlineSnapshot(`
      "exp/e.yaml:2:36  group 'optimizer' is given both 'adam' and 'sgd'
        2 |   - /optimizer@_global_.optimizer: sgd
          |                                    ^^^ to change the option, end this list with '- override /optimizer@_global_.optimizer: sgd' instead"
    `)
  })
})

describe('a config file', () => {
  test('that is not there', () =>
    expect(errorOf([], {}, 'confg')).toMatchInlineSnapshot(`
      "there is no config 'confg' on the search path
        did you mean 'config'?
      configs: config · searched: <configs>"
    `))
  test('with an unknown option', () =>
    expect(errorOf([], { config: 'defaults:\n  - optimizer: sdg\n' })).toMatchInlineSnapshot(`
      "config.yaml:2:16  'sdg' is not an option of the group 'optimizer' (wanted by 'config')
        2 |   - optimizer: sdg
          |                ^^^ did you mean 'sgd'?
      options: adam, sgd"
    `))
  test('with an entry that names no config', () =>
    expect(errorOf([], { config: 'defaults:\n  - bas\n', base: '' })).toMatchInlineSnapshot(`
      "config.yaml:2:5  defaults: there is no config 'bas' (wanted by 'config')
        2 |   - bas
          |     ^^^ did you mean 'base'?
      searched: <configs>"
    `))
  test('with a mandatory option', () =>
    expect(errorOf([], { config: 'defaults:\n  - optimizer: ???\n' })).toMatchInlineSnapshot(`
      "config.yaml:2:16  no option is given for the group 'optimizer'
        2 |   - optimizer: ???
          |                ^^^ give one: optimizer=adam
      options: adam, sgd"
    `))
  test('with a defaults list that is none', () =>
    expect(errorOf([], { config: 'defaults:\n  optimizer: sgd\n' })).toMatchInlineSnapshot(`
      "config.yaml:2:3  the defaults list of 'config.yaml' must be a list, not map
        2 |   optimizer: sgd
          |   ^^^^^^^^^^^^^^ write each entry on a line of its own, such as '- db: mysql'"
    `))
  test('with malformed entries', () =>
    expect(errorOf([], { config: 'defaults:\n  - optimizer: 5\n  - 7\n  - {a: b, c: d}\n' })).toMatchInlineSnapshot(`
      "config.yaml:2:16  in the defaults list of 'config.yaml': the option of 'optimizer' must be a string, a list of strings or null, not int
        2 |   - optimizer: 5
          |                ^ quote an option that looks like a number or a boolean

      config.yaml:3:5  in the defaults list of 'config.yaml': an entry is a config's name or 'group: option', not int
        3 |   - 7
          |     ^

      config.yaml:4:5  in the defaults list of 'config.yaml': an entry has more than one key
        4 |   - {a: b, c: d}
          |     ^^^^^^^^^^^^ give each group an entry of its own, such as '- db: mysql'"
    `))
  test('with _self_ twice', () =>
    expect(errorOf([], { config: 'defaults:\n  - _self_\n  - optimizer: sgd\n  - _self_\n' })).toMatchInlineSnapshot(`
      "config.yaml:4:5  the defaults list of 'config.yaml' has '_self_' twice
        4 |   - _self_
          |     ^^^^^^ keep the one where the file's own values shall go"
    `))
  test('with an entry after an override', () =>
    expect(
      errorOf([], { config: 'defaults:\n  - override optimizer: sgd\n  - optimizer: adam\n' }),
    ).toMatchInlineSnapshot(`
      "config.yaml:3:16  in the defaults list of 'config': 'optimizer: adam' comes after 'override optimizer: sgd'
        3 |   - optimizer: adam
          |                ^^^^ overrides go last: move this entry above them
      the override is at config.yaml:2:25"
    `))
  test('with an override of nothing', () =>
    expect(errorOf([], { config: 'defaults:\n  - override optimizr: sgd\n' })).toMatchInlineSnapshot(`
      "config.yaml:2:24  'config' overrides 'optimizr', which is not in the defaults list
        2 |   - override optimizr: sgd
          |                        ^^^"
    `))
  test('with an override below a header that does not stand first', () =>
    expect(
      errorOf(['+exp=a'], { 'exp/a': '# mine\n# @package _global_\ndefaults:\n  - override /optimizer: adam\n' }),
    ).toMatchInlineSnapshot(`
      "exp/a.yaml:4:26  'exp/a' overrides 'optimizer@exp.optimizer', which is not in the defaults list
        4 |   - override /optimizer: adam
          |                          ^^^^ make '# @package _global_' the first line of the file: below others it has no effect"
    `))
  test.each([
    ['', 'exp/optimizer', '/optimizer@_global_.optimizer'],
    ['# @package _global_\n', 'exp/optimizer@optimizer', '/optimizer'],
  ])('with an override that is looked for below the folder of its config: %j', (header, key, meant) => {
    const exp = (name: string) => ({ 'exp/a': `${header}defaults:\n  - override ${name}: adam\n` })
    const said = errorOf(['+exp=a'], exp('optimizer'))
    expect(said).toContain(`'exp/a' overrides '${key}', which is not in the defaults list`)
    expect(said).toContain(`write '- override ${meant}: …'`)
    expect(errorOf(['+exp=a'], exp(meant))).toBe('no error')
  })
  test('with one group in two places', () =>
    expect(errorOf([], { config: 'defaults:\n  - optimizer: sgd\n  - optimizer: sgd\n' })).toMatchInlineSnapshot(`
      "config.yaml:3:16  the group 'optimizer' is in the defaults list twice: in 'config' and in 'config'
        3 |   - optimizer: sgd
          |                ^^^ leave one of them out"
    `))
  test('that includes itself', () =>
    expect(errorOf([], { config: 'defaults:\n  - config\n' })).toMatchInlineSnapshot(`
    "config.yaml:2:5  the defaults lists have no end: config → config → config → config → …
      2 |   - config
        |     ^^^^^^ a config must not include itself"
  `))
  test('with an interpolation to a group that is not chosen', () =>
    expect(errorOf([], { config: 'defaults:\n  - optimizer: ${backend}\n' })).toMatchInlineSnapshot(`
      "config.yaml:2:16  optimizer: cannot resolve '\${backend}' from the groups that are chosen so far
        2 |   - optimizer: \${backend}
          |                ^^^^^^^^^^"
    `))
  test('with a header that has a word too many', () =>
    expect(errorOf(['optimizer=x'], { 'optimizer/x': '# @package a b\n' })).toMatchInlineSnapshot(`
      "optimizer/x.yaml:1:1  a header line has the form '# @package NAME', but this one has more than one word after its key
        1 | # @package a b
          | ^^^^^^^^^^^^^^ write one name, without spaces"
    `))
  test('that holds a list', () =>
    expect(errorOf(['+list@_global_=l'], { 'list/l': '- 1\n' })).toMatchInlineSnapshot(`
      "list/l.yaml:1:1  'list/l' is a list, which cannot be merged into the root of the config
        1 | - 1
          | ^^^ give it a package: '# @package NAME' in its first line"
    `))
  test('that sets the search path from inside', () =>
    expect(errorOf(['+x=y'], { 'x/y': '# @package _global_\nhydra:\n  searchpath: [a]\n' })).toMatchInlineSnapshot(`
      "x/y.yaml:3:15  'x/y' sets hydra.searchpath, which only the primary config and the command line can
        3 |   searchpath: [a]
          |               ^^^"
    `))
  test('with an unknown key of the hydra node', () =>
    expect(errorOf([], { config: 'hydra:\n  runn: {dir: x}\n' })).toMatchInlineSnapshot(`
      "config.yaml:2:3  hydra.runn: 'hydra' has no key 'runn'
        2 |   runn: {dir: x}
          |   ^^^^ did you mean 'run'?
      known keys: mode, searchpath, run, sweep, hydra_logging, job_logging, sweeper, launcher, callbacks, help, hydra_help, output_subdir, overrides, job, runtime, verbose"
    `))
  test('that is not YAML', () =>
    expect(errorOf([], { config: 'a: [1\n' })).toMatchInlineSnapshot(`
    "config.yaml:1:4  this '[' is never closed
      1 | a: [1
        |    ^"
  `))
})
