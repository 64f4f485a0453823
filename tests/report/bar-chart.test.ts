import { describe, expect, test } from 'vitest'
import { barChart } from '../../src/report/bar-chart.js'

/** Heights of the bars, from left to right. */
function heights(svg: string): number[] {
  return Array.from(svg.matchAll(/height="([\d.]+)" fill="#4c78a8"/g), ([, height]) => Number(height))
}

describe('barChart', () => {
  test('bars are as high as their values, below the top of the axis', () => {
    const bars = new Map([
      ['Average', 0.5],
      ['Task 1', 0.25],
      ['Task 2', 1],
    ])
    const [average, first, second] = heights(barChart({ title: 'Accuracy', bars, max: 1 })) as [number, number, number]
    expect(second).toBe(306)
    expect(average).toBeCloseTo(second / 2, 1)
    expect(first).toBeCloseTo(second / 4, 1)
  })

  test.each([
    [0.42, 0.5],
    [1.3, 2],
    [7, 10],
    [500, 500],
    [0, 1],
  ])('without a top, %f goes on an axis to %f', (value, top) => {
    expect(barChart({ title: 'Loss', bars: new Map([['Average', value]]) })).toContain(`>${top}</text>`)
  })

  test('text is text, and what is no number has no bar', () => {
    const svg = barChart({ title: 'a < b & c', bars: new Map([['<script>', Number.NaN]]) })
    expect(svg).toContain('>a &lt; b &amp; c</text>')
    expect(svg).toContain('>&lt;script&gt;</text>')
    expect(heights(svg)).toEqual([])
  })
})
