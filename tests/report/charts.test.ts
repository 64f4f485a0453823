import { expect, test } from 'vitest'
import { confusionMatrix } from '../../src/report/charts/confusion-matrix.js'
import { meanCosines } from '../../src/report/charts/gradient-cosines.js'
import { mergeOptions } from '../../src/report/charts/merge-options.js'
import { type Curve, metricCurves } from '../../src/report/charts/metric-curves.js'
import { atSharedSteps, meanCurve } from '../../src/report/charts/seed-bands.js'
import { smoothed } from '../../src/report/charts/smoothing.js'
import { chartTheme, looksOf } from '../../src/report/charts/theme.js'
import { bestSoFar } from '../../src/report/charts/trials-over-time.js'

const light = chartTheme(false)
const curve = (values: number[], rest: Partial<Curve> = {}): Curve => {
  return { name: 'loss', steps: values.map((_, i) => i), epochs: values.map(() => null), values, ...rest }
}
const series = (option: { series?: unknown }) => option.series as Record<string, unknown>[]

/** WCAG's contrast of two colours. */
function contrast(a: string, b: string): number {
  const luminance = (color: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(color.slice(at, at + 2), 16) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    }) as [number, number, number]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [more, less] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (more + 0.05) / (less + 0.05)
}

test('lines stand out from a light and a dark page, and text more so', () => {
  for (const theme of [light, chartTheme(true)]) {
    for (const color of theme.palette) expect(contrast(color, theme.background), color).toBeGreaterThanOrEqual(3)
    expect(contrast(theme.quiet, theme.background)).toBeGreaterThanOrEqual(4.5)
  }
})

test('a run looks the same wherever the same runs are shown, and no two alike', () => {
  const names = Array.from({ length: 21 }, (_, i) => `run ${i}`)
  const looks = looksOf([...names, 'run 0'], light)
  expect(looks).toEqual(looksOf(names, light))
  expect(new Set([...looks.values()].map((look) => JSON.stringify(look))).size).toBe(21)
})

test('smoothing keeps a constant, begins at the first value, and leaves gaps where they are', () => {
  expect(smoothed([3, 3, 3], 0.9)).toEqual([3, 3, 3].map((value) => expect.closeTo(value, 12)))
  expect(smoothed([1, 2], 0)).toEqual([1, 2])
  // (0.5·1 + 1·3) / 1.5
  expect(smoothed([1, Number.NaN, 3], 0.5)).toEqual([1, Number.NaN, expect.closeTo(7 / 3, 12)])
})

test('seeds become their mean with a standard deviation to both sides', () => {
  const mean = meanCurve('lr 0.1', [curve([1, 4]), curve([3, 6, 7])])
  expect(mean).toMatchObject({ name: 'lr 0.1', steps: [0, 1, 2], values: [2, 5, 7] })
  expect(mean.band?.low).toEqual([expect.closeTo(2 - Math.SQRT2), expect.closeTo(5 - Math.SQRT2), 7])
  const drawn = series(metricCurves({ title: '', curves: [mean] }, light))
  expect(drawn.map(({ stack, silent }) => [stack, silent])).toEqual([
    ['band of lr 0.1', true],
    ['band of lr 0.1', true],
    [undefined, false],
  ])
})

test('seeds of which not all points are here have their mean where all of them do', () => {
  const long = curve([0, 10, 20, 30])
  const other = { ...curve([100, 120, 999, 140]), steps: [0, 2, 7, 8] }
  // Step 1 and 3 are within the other one, which lacks them; 7 and 8 are beyond the first one's end.
  const shared = atSharedSteps([long, other])
  expect(shared.map(({ steps }) => steps)).toEqual([
    [0, 2],
    [0, 2, 7, 8],
  ])
  expect(meanCurve('mean', shared)).toMatchObject({ steps: [0, 2, 7, 8], values: [50, 70, 999, 140] })
  expect(shared[0]?.epochs).toHaveLength(2)
})

test('curves go over steps, epochs or time, and a logarithm has gaps where there is none', () => {
  const both = curve([0, 10, Number.NaN], { epochs: [null, 1, 2], seconds: [0, 1.5, 3] })
  const data = (view: Parameters<typeof metricCurves>[0]['view']) =>
    series(metricCurves({ title: '', curves: [both], view: view ?? {} }, light))[0]?.data
  expect(data({})).toEqual([
    [0, 0],
    [1, 10],
    [2, null],
  ])
  expect(data({ axis: 'epoch' })).toEqual([
    [1, 10],
    [2, null],
  ])
  expect(data({ axis: 'time', logarithmic: true })).toEqual([
    [0, null],
    [1.5, 10],
    [3, null],
  ])
})

test('a smoothed curve is drawn over itself, and its tooltip says the smoothed value alone', () => {
  const option = metricCurves({ title: '', curves: [curve([1, 3])], view: { smoothing: 0.5 } }, light)
  expect(series(option)).toHaveLength(2)
  const { formatter } = option.tooltip as unknown as { formatter: (points: object[]) => { text: string }[] }
  const lines = formatter([
    { seriesIndex: 0, seriesName: 'loss', value: [1, 3], color: '#000' },
    { seriesIndex: 1, seriesName: 'loss', value: [1, 2.33333333], color: '#000' },
  ])
  expect(lines.map(({ text }) => text)).toEqual(['step 1', 'loss  2.3333'])
})

test('the best so far follows the direction', () => {
  const points = [3, 5, 1, 4].map((value, num) => [num, value] as const)
  expect(bestSoFar(points, 'minimize').map(([, value]) => value)).toEqual([3, 3, 1, 1])
  expect(bestSoFar(points, 'maximize').map(([, value]) => value)).toEqual([3, 5, 5, 5])
})

test('a confusion matrix shows shares of the true class, and nothing of a class without rows', () => {
  const option = confusionMatrix(
    {
      title: '',
      classes: ['a', '<b>'],
      counts: [
        [1, 3],
        [0, 0],
      ],
    },
    light,
  )
  expect(series(option)[0]?.data).toEqual([
    [0, 0, 0.25],
    [1, 0, 0.75],
  ])
})

test('cosines of tasks are averaged over what was logged', () => {
  const logged = new Map([
    ['grad_cosine_1_2', [0.5, Number.NaN, -0.1]],
    ['grad_cosine_2_10', [1]],
    ['grad_norm_1', [3]],
  ])
  expect(meanCosines(logged)).toEqual({
    tasks: ['1', '2', '10'],
    cosines: new Map([
      ['1 2', expect.closeTo(0.2, 12)],
      ['2 10', 1],
    ]),
  })
})

test("a user's options go over ours, place by place, and touch nothing else", () => {
  const ours = metricCurves({ title: 'loss', curves: [curve([1]), curve([2], { name: 'acc' })] }, light)
  const merged = mergeOptions(ours, { title: { text: 'mine' }, series: [{}, { symbolSize: 12 }], color: ['red'] })
  expect(merged.title).toMatchObject({ text: 'mine', top: 4 })
  expect(series(merged).map(({ name, symbolSize }) => [name, symbolSize])).toEqual([
    ['loss', 5],
    ['acc', 12],
  ])
  expect(merged.color).toEqual(['red'])
  expect(series(ours)[1]?.symbolSize).toBe(5)
  expect((merged.tooltip as { formatter: unknown }).formatter).toBe((ours.tooltip as { formatter: unknown }).formatter)
})
