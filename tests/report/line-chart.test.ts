import { expect, test } from 'vitest'
import { lineChart } from '../../src/report/line-chart.js'

const points = (svg: string) =>
  Array.from(svg.matchAll(/<polyline points="([^"]+)"/g), ([, text]) =>
    (text as string).split(' ').map((pair) => pair.split(',').map(Number) as [number, number]),
  )

test('each series is one curve within the plot, and named', () => {
  const svg = lineChart({
    title: 'loss & more',
    xLabel: 'step',
    series: [
      {
        name: 'train',
        points: [
          [0, 2],
          [10, 1],
          [20, 0.5],
        ],
      },
      {
        name: 'val',
        points: [
          [10, 1.5],
          [20, 1],
        ],
      },
    ],
  })
  const curves = points(svg)
  expect(curves.map((curve) => curve.length)).toEqual([3, 2])
  for (const [x, y] of curves.flat()) {
    expect(x).toBeGreaterThanOrEqual(56)
    expect(x).toBeLessThanOrEqual(544)
    expect(y).toBeGreaterThanOrEqual(36)
    expect(y).toBeLessThanOrEqual(248)
  }
  const [train] = curves as [[number, number][]]
  expect(train.map(([x]) => x)).toEqual([56, 300, 544])
  expect(train[0]?.[1]).toBeLessThan(train[2]?.[1] as number)
  expect(svg).toContain('>loss &amp; more</text>')
  expect(svg).toContain('>val</text>')
})

test('points that are not finite are left out; a point alone is a dot', () => {
  const svg = lineChart({
    title: 't',
    xLabel: 'x',
    series: [
      {
        name: 'a',
        points: [
          [0, 1],
          [1, Number.NaN],
          [2, Number.POSITIVE_INFINITY],
          [3, 2],
        ],
      },
      { name: 'b', points: [[1, 1]] },
      { name: 'c', points: [] },
    ],
  })
  expect(points(svg)[0]).toHaveLength(2)
  expect(svg.match(/<circle/g)).toHaveLength(1)
  expect(svg).not.toMatch(/NaN|Infinity/)
})

test.each([
  ['nothing', []],
  ['one value', [[5, 0.2]]],
  [
    'a constant',
    [
      [0, 0.2],
      [9, 0.2],
    ],
  ],
  [
    'large and negative',
    [
      [0, -1e9],
      [1e6, 2e9],
    ],
  ],
])('%s has an axis of finite numbers', (_, series) => {
  const svg = lineChart({ title: 't', xLabel: 'x', series: [{ name: 'a', points: series as [number, number][] }] })
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
})

test('a long series is thinned, but keeps its ends', () => {
  const long = Array.from({ length: 25_000 }, (_, i) => [i, Math.sin(i)] as const)
  const [curve] = points(lineChart({ title: 't', xLabel: 'x', series: [{ name: 'a', points: long }] }))
  expect(curve?.length).toBeLessThanOrEqual(1001)
  expect(curve?.at(0)?.[0]).toBe(56)
  expect(curve?.at(-1)?.[0]).toBe(544)
})
