import { describe, expect, it } from 'vitest'
import {
  createResolverRegistry,
  loadYaml,
  type MapNode,
  type Node,
  type ResolveOptions,
  registerResolver,
  resolve,
  strftime,
  toPlain,
} from '../../../src/config/index.js'
import { ConfigError } from '../../../src/util/diagnostic.js'

function value(interpolation: string, options?: ResolveOptions, rest = ''): unknown {
  const root = loadYaml(`v: ${JSON.stringify(interpolation)}\nm: {b: 2, a: '\${.b}', 1: x}\nn: null\nq: '???'\n${rest}`)
  return (toPlain(resolve(root, options)) as { v: unknown }).v
}

describe('built-in resolvers', () => {
  it.each([
    ['${oc.env:A}', 'one'],
    ['${oc.env:EMPTY,x}', ''],
    ['${oc.env:B,2}', '2'],
    ['${oc.env:B,null}', null],
    ['${oc.env:B,[1,a]}', "[1, 'a']"],
    ['${oc.decode:"[1,{a:2.5}]"}', [1, { a: 2.5 }]],
    ['${oc.decode:${oc.env:NUM}}', 5],
    ['${oc.decode:null}', null],
    ['${oc.select:m.b}', 2],
    ['${oc.select:nope,x}', 'x'],
    ['${oc.select:q,x}', 'x'],
    ['${oc.select:n,x}', null],
    ['${oc.select:nope}', null],
    ['${oc.create:{a:1}}', { a: 1 }],
    ['${oc.create:"a: [1, 2]"}', { a: [1, 2] }],
    ['${oc.dict.keys:m}', ['b', 'a', 1]],
    ['${oc.dict.values:n}', 'refused'],
    ['${oc.deprecated:m.b}', 2],
    ['${now:%Y-%m-%d_%H-%M-%S}', '2026-01-02_03-04-05'],
    ['${hydra:job.name}', 'run'],
    ['${hydra:job.dir}', 'out/run'],
    ['${hydra:job.nope}', null],
    ['a/${hydra:job.name}/b', 'a/run/b'],
    ['a/${hydra:job.dir}', 'a/out/run'],
    ['${hydra:job.num}_${hydra:job.name}', '3_run'],
    ['${hydra:job.num}/x', '3/x'],
    ['${hydra:job.late}/x', 'None/x'],
    ['${hydra:job.nope}/x', 'None/x'],
    ['${hydra:job}/x', "{'name': 'run', 'dir': 'out/${hydra.job.name}', 'num': 3, 'late': '???'}/x"],
  ])('%s', (text, result) => {
    const config = loadYaml("hydra: {job: {name: run, dir: 'out/${hydra.job.name}', num: 3, late: '???'}}") as MapNode
    const options: ResolveOptions = {
      env: { A: 'one', EMPTY: '', NUM: '5' },
      context: { config, now: new Date(2026, 0, 2, 3, 4, 5) },
    }
    if (result === 'refused') expect(() => value(text, options)).toThrow(ConfigError)
    else expect(value(text, options)).toEqual(result)
  })

  it('what is made from the environment tells so, through every resolver and container', () => {
    const env = { S_SECRET: '{pw: hunter2, in: [a, 1]}' }
    const yaml =
      'made: ${oc.create:${oc.env:S_SECRET}}\nread: ${oc.decode:${oc.env:S_SECRET}}\none: ${made.pw}\nitem: x ${made.in.0}\n' +
      'values: ${oc.dict.values:made}\nplain: 1\nlist: ["${plain}", "${one}"]\n'
    const resolved = resolve(loadYaml(yaml), { env })
    const leaves = (node: Node | undefined): Node[] =>
      node?.kind === 'map'
        ? [...node.entries.values()].flatMap(leaves)
        : node?.kind === 'list'
          ? node.items.flatMap(leaves)
          : node
            ? [node]
            : []
    const of = (key: string) => leaves((resolved as MapNode).entries.get(key)).map((leaf) => leaf.env)
    for (const key of ['made', 'read', 'values']) expect(of(key)).toEqual([['S_SECRET'], ['S_SECRET'], ['S_SECRET']])
    expect([of('one'), of('item'), of('plain')]).toEqual([[['S_SECRET']], [['S_SECRET']], [undefined]])
    expect(of('list')).toEqual([undefined, ['S_SECRET']])
  })

  it('oc.dict.values refers to the values', () => {
    expect(value('${oc.dict.values:w}', {}, "w: {x: 1, y: '${.x}'}")).toEqual([1, 1])
  })

  it('oc.deprecated warns with both names', () => {
    const warnings: string[] = []
    value("${oc.deprecated:m.b,'$OLD_KEY to ${NEW_KEY}'}".replace('${NEW_KEY}', '$NEW_KEY'), {
      warn: ({ message }) => warnings.push(message),
    })
    expect(warnings).toEqual(['v to m.b'])
  })

  it('hydra: says so where there is no run yet', () => {
    expect(() => value('${hydra:job.name}')).toThrow("the 'hydra' node is not known here")
  })
})

describe('registered resolvers', () => {
  it('get their arguments as nodes, and may ask for more', () => {
    const registry = createResolverRegistry()
    registerResolver(
      registry,
      'my.sum',
      (args) => ({ kind: 'int', value: args.reduce((sum, arg) => sum + Number(toPlain(arg)), 0) }) as Node,
    )
    registerResolver(registry, 'where', (_, { path, parent }) => ({
      kind: 'string',
      value: `${path} in ${parent.kind}`,
    }))
    registerResolver(registry, 'twice', ([arg], info) => info.select((arg as { value: string }).value) as Node)
    registerResolver(registry, 'all', ([arg], info) => info.resolve(arg as Node))
    expect(value('${my.sum:1,${m.b},3}', { resolvers: registry })).toBe(6)
    expect(value('${where:}', { resolvers: registry })).toBe('v in map')
    expect(value('${twice:m.a}', { resolvers: registry })).toBe(2)
    expect(value('${all:${m}}', { resolvers: registry })).toEqual({ 1: 'x', a: 2, b: 2 })
  })

  it('run once for the same arguments if they are cached', () => {
    const registry = createResolverRegistry()
    const calls = { plain: 0, cached: 0 }
    registerResolver(registry, 'plain', () => ({ kind: 'int', value: ++calls.plain }))
    registerResolver(registry, 'cached', () => ({ kind: 'int', value: ++calls.cached }), { useCache: true })
    expect(value('${plain:1}${plain:1} ${cached:1}${cached:1}${cached:2}', { resolvers: registry })).toBe('12 112')
  })

  it('show what they throw at the interpolation', () => {
    const registry = createResolverRegistry()
    registerResolver(registry, 'bad', () => {
      throw new RangeError('no more')
    })
    const action = () => value('x ${bad:}', { resolvers: registry })
    expect(action).toThrow("the resolver 'bad' failed: no more")
    expect(action).toThrow(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ path: 'v', source: expect.objectContaining({ column: 7 }) })],
      }),
    )
  })

  it('need a name of their own', () => {
    const registry = createResolverRegistry()
    const one = (): Node => ({ kind: 'int', value: 1 })
    registerResolver(registry, 'one', one)
    expect(() => registerResolver(registry, 'one', one)).toThrow(ConfigError)
    expect(() => registerResolver(registry, '1 2', one)).toThrow(ConfigError)
    registerResolver(registry, 'one', () => ({ kind: 'int', value: 2 }), { replace: true })
    expect(value('${one:}', { resolvers: registry })).toBe(2)
  })

  it('may be switched off', () => {
    expect(() => value('${now:%Y}', { resolvers: createResolverRegistry({ without: ['now'] }) })).toThrow(
      "there is no resolver 'now'",
    )
  })
})

it.each([
  ['%Y-%m-%dT%H:%M:%S', '2026-03-05T14:07:09'],
  ['%y %j %U %W %V %G %u %w', '26 064 09 09 10 2026 4 4'],
  ['%a %A %b %B %p %I %e', 'Thu Thursday Mar March PM 02  5'],
  ['%F %T %D %R', '2026-03-05 14:07:09 03/05/26 14:07'],
  ['%% %Q', '% %Q'],
  ['%H:%M:%S.%f [%z%Z]', '14:07:09.012000 []'],
  ['%-d.%-m. %_m %05d %^a %#p %10A', '5.3.  3 00005 THU pm   Thursday'],
  ['%Ec %Od %OY', 'Thu Mar  5 14:07:09 2026 05 %OY'],
])('strftime %s', (format, text) => {
  expect(strftime(new Date(2026, 2, 5, 14, 7, 9, 12), format)).toBe(text)
})
