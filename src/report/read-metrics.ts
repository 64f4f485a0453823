import { existsSync, readFileSync } from 'node:fs'
import type { Series } from './line-chart.js'

/** The curves in a `metrics.csv`, by metric name, over the step; empty where there is no such file. */
export function readMetrics(file: string): Map<string, Series> {
  const found = new Map<string, [number, number][]>()
  if (!existsSync(file)) return new Map()
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/)
  const names = headerCells(header)
  const step = names.indexOf('step')
  for (const line of lines) {
    const cells = line.split(',')
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

/** Names of metrics may be quoted; numbers never are. */
function headerCells(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )
}
