import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { conflictsOf } from '../../src/nn/linear-algebra/conflicts.js'
import { gramianOf } from '../../src/nn/linear-algebra/gramian.js'
import { deltaM, gainOverTasks, gainPercent, ranks } from '../../src/report/multi-task-figures.js'
import type { VectorTensor } from '../parity/read-vectors.js'
import { mtlFolder, rowsOf } from './read-vectors.js'

interface Delta {
  metrics_per_task: number[]
  single_task: number[]
  multi_task: number[]
  higher_is_better: number[]
  gain_percent: number[]
  mean_gain_over_tasks: number
  papers_delta_m_percent: number
}

interface Ranking {
  values: number[][]
  higher_is_better: number[]
  mean_rank: number[]
  mean_rank_min_ties: number[]
}

interface Conflict {
  jacobian?: string
  cosine: number[][]
  conflict_rate: number
}

const read = (file: string) => JSON.parse(readFileSync(join(mtlFolder, file), 'utf8'))
const metrics = read('metrics.json') as { delta_m: Delta[]; mean_rank: Ranking[]; conflicts: Record<string, unknown> }

describe('gains and Δm are those of the papers', () => {
  test.each(metrics.delta_m.map((one, i) => [i, one] as const))('%s', (_i, one) => {
    const gains = one.single_task.map((base, i) =>
      gainPercent({ base, value: one.multi_task[i] as number, higher: one.higher_is_better[i] === 1 }),
    )
    near(gains as number[], one.gain_percent)
    near([deltaM(gains) as number], [one.papers_delta_m_percent])
    near([gainOverTasks(gains as number[], one.metrics_per_task)], [one.mean_gain_over_tasks])
  })
})

describe('mean ranks of methods', () => {
  test.each(metrics.mean_rank.map((one, i) => [i, one] as const))('%s', (_i, one) => {
    for (const [ties, expected] of [
      ['mean', one.mean_rank],
      ['best', one.mean_rank_min_ties],
    ] as const) {
      const columns = one.higher_is_better.map((higher, m) =>
        ranks(
          one.values.map((row) => row[m] as number),
          higher === 1,
          ties,
        ),
      )
      const means = one.values.map(
        (_, i) => columns.reduce((sum, column) => sum + (column[i] as number), 0) / columns.length,
      )
      near(means, expected)
    }
  })
})

describe('conflicts between gradients', () => {
  const { jacobians: file, ...rest } = metrics.conflicts as { jacobians: string; cases?: unknown }
  const { jacobians } = read(file) as { jacobians: Record<string, { J: VectorTensor }> }
  const cases = (rest.cases as Conflict[]).map((one) => [one.jacobian as string, one] as const)
  test.each(cases)('%s', (name, one) => {
    const rows = rowsOf(jacobians[one.jacobian ?? name]?.J as VectorTensor)
    const { cosines, rate } = conflictsOf(gramianOf(rows))
    const expected = one.cosine.flat()
    near(
      cosines.flatMap((row) => [...row]),
      expected,
    )
    near([rate], [one.conflict_rate])
  })
})

function near(actual: number[], expected: number[]): void {
  expect(actual.length).toBe(expected.length)
  const m = Math.max(1, ...expected.map(Math.abs))
  for (const [i, value] of expected.entries())
    expect(Math.abs((actual[i] as number) - value)).toBeLessThanOrEqual(1e-10 * m)
}
