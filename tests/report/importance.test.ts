import { expect, test } from 'vitest'
import { varianceShares } from '../../src/report/importance/fanova.js'
import { parameterImportance } from '../../src/report/importance/importance.js'
import type { Study, StudyParameter } from '../../src/report/study.js'
import { Generator } from '../../src/util/generator.js'

const float = (name: string, log = false): StudyParameter => ({ name, kind: 'float', low: 0, high: 1, log, labels: [] })

function study(
  parameters: StudyParameter[],
  count: number,
  draw: (uniform: () => number) => Record<string, number | string>,
  value: (params: Record<string, number | string>) => number | null,
): Study {
  const generator = new Generator(1)
  const uniform = () => generator.uniform(1, 0, 1)[0] as number
  const trials = Array.from({ length: count }, (_, num) => {
    const params = draw(uniform)
    const curve = { steps: [], values: [] }
    return { num, status: 'done', params, values: [value(params)], curve, seconds: 1, dir: String(num) } as const
  })
  return { name: 's', metrics: [{ name: 'loss', direction: 'minimize' }], parameters, trials, front: [] }
}

test('of a tree the shares are those that are worked out by hand', () => {
  // 0 where x ≤ ½, else 1 where y ≤ ½, else 3: the variance is 3/2, that of x's means 1, that of y's 1/4.
  const tree = {
    dimension: 0,
    left: 0.5,
    below: [{ value: 0 }, { dimension: 1, left: 0.5, below: [{ value: 1 }, { value: 3 }] }],
  } as const
  const domains = [
    [0, 1],
    [0, 1],
  ] as const
  expect(varianceShares(tree, domains)).toEqual([expect.closeTo(2 / 3, 12), expect.closeTo(1 / 6, 12)])
  // The same with y as one of four categories, two of which go left.
  const categories = { ...tree, below: [{ value: 0 }, { ...tree.below[1], left: new Set([0, 3]) }] } as const
  expect(varianceShares(categories, [[0, 1], 4])).toEqual([expect.closeTo(2 / 3, 12), expect.closeTo(1 / 6, 12)])
  expect(varianceShares({ value: 2 }, domains)).toBeUndefined()
})

test('of 3x + y, x explains nine tenths', () => {
  const found = parameterImportance(
    study(
      [float('x'), float('y'), float('nothing')],
      300,
      (uniform) => ({ x: uniform(), y: uniform(), nothing: uniform() }),
      ({ x, y }) => 3 * Number(x) + Number(y),
    ),
    0,
  )
  expect(found.get('x')).toBeCloseTo(0.9, 1)
  expect(found.get('y')).toBeCloseTo(0.1, 1)
  expect(found.get('nothing')).toBeLessThan(0.02)
  expect([...found.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
})

test('a category counts by its values, whatever their order, and a logarithm by its exponent', () => {
  const effect: Record<string, number> = { a: 0, b: 4, c: 0, d: 4 }
  const found = parameterImportance(
    study(
      [
        { name: 'kind', kind: 'category', low: 0, high: 3, log: false, labels: ['a', 'b', 'c', 'd'] },
        float('lr', true),
      ],
      300,
      (uniform) => ({ kind: 'abcd'[Math.floor(uniform() * 4)] as string, lr: 10 ** (-4 * uniform()) }),
      // Variances: 4 of the category, 16/12 of the exponent.
      ({ kind, lr }) => (effect[String(kind)] as number) + Math.log10(Number(lr)),
    ),
    0,
  )
  expect(found.get('kind')).toBeCloseTo(0.75, 1)
  expect(found.get('lr')).toBeCloseTo(0.25, 1)
})

test('the same study has the same importance', () => {
  const one = study(
    [float('x')],
    30,
    (uniform) => ({ x: uniform() }),
    ({ x }) => Number(x),
  )
  expect(parameterImportance(one, 0)).toEqual(parameterImportance(one, 0))
  expect(parameterImportance(one, 0)).toEqual(new Map([['x', 1]]))
})

test('what not every trial has, or did not vary, has none; nor has a metric that did not', () => {
  const constant = study(
    [float('x'), float('y')],
    20,
    (uniform) => ({ x: uniform(), y: 1 }),
    ({ x }) => Number(x),
  )
  expect([...parameterImportance(constant, 0).keys()]).toEqual(['x'])
  let trial = 0
  const partial = study(
    [float('x'), float('y')],
    20,
    (uniform) => ({ x: uniform(), ...(trial++ > 0 && { y: uniform() }) }),
    ({ x }) => Number(x),
  )
  expect([...parameterImportance(partial, 0).keys()]).toEqual(['x'])
  const flat = study(
    [float('x')],
    20,
    (uniform) => ({ x: uniform() }),
    () => 1,
  )
  expect(parameterImportance(flat, 0).size).toBe(0)
  const few = study(
    [float('x')],
    3,
    (uniform) => ({ x: uniform() }),
    ({ x }) => Number(x),
  )
  expect(parameterImportance(few, 0).size).toBe(0)
})
