import { existsSync, readFileSync } from 'node:fs'
import { readCsvRecords } from '../formats/csv-cells.js'
import type { Series } from './line-chart.js'

/** The curves in a `metrics.csv`, by metric name, over the step; empty where there is no such file. */
export function readMetrics(file: string): Map<string, Series> {
  const found = new Map<string, [number, number][]>()
  if (!existsSync(file)) return new Map()
  const records = readCsvRecords(readFileSync(file), file)
  const names = records.next().value ?? []
  const step = names.indexOf('step')
  for (const cells of records) {
    const x = Number(cells[step] ?? '')
    for (const [i, cell] of cells.entries()) {
      const name = names[i]
      if (cell === '' || i === step || name === undefined || name === 'epoch') continue
      const points = found.get(name)
      if (points) points.push([x, Number(cell)])
      else found.set(name, [[x, Number(cell)]])
    }
  }
  return new Map([...found].map(([name, points]) => [name, { name, points }]))
}
