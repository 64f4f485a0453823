import { expect, test } from 'vitest'
import { expandSweep } from '../../src/compose/expand-sweep.js'
import { loadYaml, type MapNode } from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'

const repository = { options: (group: string) => (group === 'net' ? ['cnn', 'mlp', 'resnet18', 'resnet50'] : []) }

test('the last key varies fastest', () => {
  expect(expandSweep({ overrides: ['a=1,2', '+b=x', 'c=range(2)'] })).toEqual([
    ['a=1', '+b=x', 'c=0'],
    ['a=1', '+b=x', 'c=1'],
    ['a=2', '+b=x', 'c=0'],
    ['a=2', '+b=x', 'c=1'],
  ])
})

test('params come first, and an override of the same key takes the place of one', () => {
  const params = loadYaml('a: 1,2\nb: 3\nf: 1.0\nt: true') as MapNode
  expect(expandSweep({ overrides: ['c=5', 'a=7'], params })).toEqual([['a=7', 'b=3', 'f=1.0', 't=True', 'c=5']])
  expect(expandSweep({ overrides: [], params: { a: 'x,y' } })).toEqual([['a=x'], ['a=y']])
})

test('a param that is a list is an error at its place', () => {
  const params = loadYaml('a: [1, 2]') as MapNode
  expect(() => expandSweep({ overrides: [], params })).toThrow('hydra.sweeper.params.a must be the text of a sweep')
})

test('a glob selects options of its group', () => {
  expect(expandSweep({ overrides: ['net=glob(*, exclude=[resnet*, mlp])'], repository })).toEqual([['net=cnn']])
  expect(expandSweep({ overrides: ['net=glob(x*)', 'a=1'], repository })).toEqual([])
  expect(() => expandSweep({ overrides: ["net=glob(['a*'])"], repository })).toThrow('without quotes')
  expect(() => expandSweep({ overrides: ['net=glob(*)'] })).toThrow('config groups')
})

test('zip advances its keys together, and crosses with the others', () => {
  expect(expandSweep({ overrides: ['pair=zip(net=choice(mlp,cnn), opt.lr=[0.1,0.01])', 'seed=1,2'] })).toEqual([
    ['net=mlp', 'opt.lr=0.1', 'seed=1'],
    ['net=mlp', 'opt.lr=0.1', 'seed=2'],
    ['net=cnn', 'opt.lr=0.01', 'seed=1'],
    ['net=cnn', 'opt.lr=0.01', 'seed=2'],
  ])
})

test('a shuffled zip keeps its rows', () => {
  const jobs = expandSweep({ overrides: ['n=shuffle(zip(a=range(50), b=range(50)))'] })
  expect(jobs).toHaveLength(50)
  for (const [a, b] of jobs as [string, string][]) expect(a.slice(2)).toBe(b.slice(2))
  expect(jobs[0]).not.toEqual(['a=0', 'b=0'])
})

test('two dimensions do not set one key', () => {
  expect(() => expandSweep({ overrides: ['n=zip(a=[1,2],b=[3,4])', 'a=5'] })).toThrow("'a' is set by 'a=5' too")
  expect(() => expandSweep({ overrides: ['n=zip(a=[1],b=[2])', 'm=zip(c=[1],a=[2])'] })).toThrow("'a' is set by")
})

test('edits of one list add up, values of one key replace each other', () => {
  expect(expandSweep({ overrides: ['l=append(a)', 'x=1', 'l=append(b)', 'x=2'] })).toEqual([
    ['l=append(a)', 'x=2', 'l=append(b)'],
  ])
  expect(expandSweep({ overrides: ['l=append(a),remove(b)'] })).toEqual([['l=append(a)'], ['l=remove(b)']])
})

test('what cannot be enumerated is refused', () => {
  expect(() => expandSweep({ overrides: ['a=interval(0,1)'] })).toThrow(ConfigError)
  expect(() => expandSweep({ overrides: ['a=range(inf)'] })).toThrow('never ends')
  expect(() => expandSweep({ overrides: ['a=[choice(1,2)],x'] })).toThrow(ConfigError)
})

test('a sweep of a thousand million jobs is refused with its size, before any job is made', () => {
  const sweep = ['a=range(1000)', 'b=range(1000)', 'c=range(1000)', 'd=1']
  try {
    expandSweep({ overrides: sweep })
    expect.unreachable()
  } catch (error) {
    const [diagnostic] = (error as ConfigError).diagnostics
    expect(diagnostic?.message).toBe('the sweep has 1,000,000,000 jobs, and at most 1,000,000 are made')
    expect(diagnostic?.notes).toEqual(['a: 1,000', 'b: 1,000', 'c: 1,000'])
  }
  expect(expandSweep({ overrides: ['a=range(10)', 'b=range(10)'], maxJobs: 100 })).toHaveLength(100)
  expect(() => expandSweep({ overrides: ['a=range(1000000000000)'] })).toThrow('1,000,000,000,000 jobs')
})
