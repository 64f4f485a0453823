import { expect, test } from 'vitest'
import { groupRuns } from '../../src/report/group-runs.js'
import { groupTable, runTable } from '../../src/report/run-tables.js'
import { printTable } from '../../src/report/tables.js'
import { finishedRun } from './summaries.js'

const JOINT = {
  'algorithm._target_': 'polyhead.algorithms.JointLearning',
  'dataset._target_': 'polyhead.datasets.PermutedDigits',
  'dataset.split_seed': 42,
  'dataset.batch_size': 32,
  'optimizer.lr': 0.1,
}
const SINGLE = { ...JOINT, 'algorithm._target_': 'polyhead.algorithms.SingleLearning' }

test('runs that differ in their seeds alone are one group', () => {
  const [group, ...others] = groupRuns([
    finishedRun('a', { ...JOINT, seed: 1 }, { 1: 0.8, 2: 0.6 }),
    finishedRun('b', { ...JOINT, seed: 2 }, { 1: 0.9, 2: 0.7 }),
    finishedRun('c', { ...JOINT, seed: 1, 'optimizer.lr': 0.2 }, { 1: 0.5, 2: 0.5 }),
  ])
  expect(others).toHaveLength(1)
  expect(group?.seeds).toEqual([1, 2])
  expect(group?.acc?.mean).toBeCloseTo(0.75, 12)
  expect(group?.acc?.std).toBeCloseTo(Math.SQRT1_2 / 10, 12)
  expect(group?.tasks[2]?.mean).toBeCloseTo(0.65, 12)
})

test('the order of keys does not part a group, and runs that failed are in none', () => {
  const reversed = Object.fromEntries(Object.entries({ ...JOINT, seed: 2 }).reverse())
  const failed = { ...finishedRun('f', { ...JOINT, seed: 3 }, { 1: 1 }), status: 'failed' as const }
  const groups = groupRuns([
    finishedRun('a', { ...JOINT, seed: 1 }, { 1: 1 }),
    finishedRun('b', reversed, { 1: 1 }),
    failed,
  ])
  expect(groups.map(({ runs }) => runs.map(({ dir }) => dir))).toEqual([['a', 'b']])
})

test('the gain of each task is over the single-learning baseline on the same data that is most alike', () => {
  const groups = groupRuns([
    finishedRun('joint', { ...JOINT, seed: 1 }, { 1: 0.9, 2: 0.8, 3: 0.7 }),
    finishedRun('single-1', { ...SINGLE, seed: 1 }, { 1: 0.7 }),
    finishedRun('single-1b', { ...SINGLE, seed: 2 }, { 1: 0.8 }),
    finishedRun('single-1-other-lr', { ...SINGLE, seed: 1, 'optimizer.lr': 3 }, { 1: 0.1 }),
    finishedRun('single-2', { ...SINGLE, seed: 1, 'dataset.batch_size': 16 }, { 2: 0.75 }),
    finishedRun('single-3-other-data', { ...SINGLE, seed: 1, 'dataset.split_seed': 1 }, { 3: 0.1 }),
  ])
  const gain = groups[0]?.gain
  expect(gain?.tasks[1]).toBeCloseTo(0.15, 12)
  expect(gain?.tasks[2]).toBeCloseTo(0.05, 12)
  expect(gain?.tasks[3]).toBeUndefined()
  expect(gain?.average).toBeCloseTo(0.1, 12)
  expect(groups.slice(1).every((group) => group.gain === null)).toBe(true)
})

test('a table of groups for reading, and one for machines', () => {
  const groups = groupRuns([
    finishedRun('a', { ...JOINT, seed: 1 }, { 1: 0.8 }),
    finishedRun('b', { ...JOINT, seed: 2 }, { 1: 0.9 }),
    finishedRun('c', { ...JOINT, seed: 1, 'optimizer.lr': 0.25 }, { 1: 0.5 }),
  ])
  expect(printTable(groupTable(groups, { wide: false }), 'table')).toMatchInlineSnapshot(`
    "optimizer.lr  runs              acc    95 % interval             loss            acc_1  mean rank
             0.1     2  0.8500 ± 0.0707  0.2147 … 1.0000  0.1500 ± 0.0707  0.8500 ± 0.0707       1.00
            0.25     1           0.5000                            0.5000           0.5000       2.00
    "
  `)
  expect(printTable(groupTable(groups, { wide: true }), 'csv')).toMatchInlineSnapshot(`
    "optimizer.lr,runs,acc,acc_std,acc_low,acc_high,loss,loss_std,loss_low,loss_high,acc_1,acc_1_std,acc_1_low,acc_1_high,mean rank
    0.1,2,0.8500000000000001,0.07071067811865474,0.21468976500000025,1,0.14999999999999997,0.07071067811865474,0,0.7853102349999999,0.8500000000000001,0.07071067811865474,0.21468976500000025,1,1
    0.25,1,0.5,,,,0.5,,,,0.5,,,,2
    "
  `)
})

test('a run counts once: reproductions and reruns are no further seeds, and spread comes from seeds alone', () => {
  const first = finishedRun('a', { ...JOINT, seed: 1 }, { 1: 0.8 })
  const second = finishedRun('b', { ...JOINT, seed: 2 }, { 1: 0.9 })
  const again = { ...finishedRun('again', { ...JOINT, seed: 1 }, { 1: 0.8 }), reproduces: '/runs/a' }
  const rerun = finishedRun('rerun', { ...JOINT, seed: 2 }, { 1: 0.9 })
  expect(groupRuns([first, again, second, rerun]).map(({ seeds }) => seeds)).toEqual([[1, 2]])
  const [alone] = groupRuns([first, again, { ...first, dir: 'copy' }])
  expect(alone?.acc).toEqual({ n: 1, mean: 0.8, std: null, ci95: null })
  expect(printTable(runTable([first, again]), 'table')).toContain('/runs/a')
})

test('a run that ended before its config was there differs in nothing', () => {
  const [first, second] = [1, 2].map((seed) =>
    finishedRun(String(seed), { ...JOINT, seed: 1, 'optimizer.lr': seed }, {}),
  )
  const killed = { ...finishedRun('3', {}, {}), status: 'killed' as const }
  const { header } = runTable([first as NonNullable<typeof first>, second as NonNullable<typeof second>, killed])
  expect(header).toEqual(['run', 'status', 'optimizer.lr', 'acc', 'loss', 'duration'])
})

test('800 groups with baselines among them are compared in no time', () => {
  const runs = Array.from({ length: 800 }, (_, i) =>
    finishedRun(String(i), { ...(i % 2 ? JOINT : SINGLE), seed: 1, 'optimizer.lr': i }, { 1: i / 800, 2: 0.5 }),
  )
  const began = performance.now()
  const groups = groupRuns(runs)
  expect(groups.filter(({ gain }) => gain !== null)).toHaveLength(400)
  expect(performance.now() - began).toBeLessThan(30_000)
})

const WEIGHTING = 'algorithm.weighting._target_'
const MEAN = { ...JOINT, [WEIGHTING]: 'polyhead.weightings.Mean' }
const PCGRAD = { ...JOINT, [WEIGHTING]: 'polyhead.weightings.PCGrad' }

test('methods are ranked task by task, and compared with the mean seed by seed', () => {
  const groups = groupRuns([
    finishedRun('m1', { ...MEAN, seed: 1 }, { 1: 0.8, 2: 0.7 }),
    finishedRun('m2', { ...MEAN, seed: 2 }, { 1: 0.6, 2: 0.5 }),
    finishedRun('m3', { ...MEAN, seed: 3 }, { 1: 0.7, 2: 0.6 }),
    finishedRun('p1', { ...PCGRAD, seed: 1 }, { 1: 0.82, 2: 0.72 }),
    finishedRun('p2', { ...PCGRAD, seed: 2 }, { 1: 0.61, 2: 0.51 }),
    finishedRun('p3', { ...PCGRAD, seed: 3 }, { 1: 0.73, 2: 0.63 }),
    finishedRun('other-lr', { ...PCGRAD, seed: 1, 'optimizer.lr': 0.5 }, { 1: 0.9, 2: 0.1 }),
    finishedRun('single', { ...SINGLE, seed: 1 }, { 1: 0.5 }),
  ])
  const [mean, pcgrad, other] = groups
  expect([mean?.rank, pcgrad?.rank, other?.rank]).toEqual([2.5, 1.5, 2])
  expect(mean?.versusMean).toBeNull()
  expect(other?.versusMean).toBeNull()
  expect(pcgrad?.versusMean?.difference).toBeCloseTo(0.02, 12)
  // Differences 0.02, 0.01, 0.03: t = 2·√3 with 2 degrees of freedom.
  expect(pcgrad?.versusMean?.p).toBeCloseTo(0.0741799, 6)
  // Task 1 alone has a baseline: (0.7 − 0.5) / 0.5 gained.
  expect(mean?.deltaM).toBeCloseTo(-40, 10)
  const { header, rows } = groupTable(groups, { wide: false })
  expect(header.slice(-4)).toEqual(['Δm %', 'mean rank', 'vs mean', 'p'])
  expect(rows[1]?.slice(-3).map((cell) => (typeof cell === 'string' ? cell : cell.text))).toEqual([
    '1.50',
    '+0.0200',
    '0.074',
  ])
})
