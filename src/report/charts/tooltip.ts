/** A line of a tooltip: text, never markup. */
export interface TooltipLine {
  readonly text: string
  /** Of the mark before it. Default: no mark. */
  readonly color?: string
}

/** What ECharts tells of a point under the pointer: of its fields those that tooltips read. */
export interface TooltipPoint {
  readonly seriesIndex: number
  readonly seriesName: string
  readonly dataIndex: number
  readonly name: string
  readonly value: unknown
  readonly color: string
}

/** The points under the pointer. */
export type ReadTooltip = (points: readonly TooltipPoint[]) => TooltipLine[]

/**
 * A tooltip of ECharts, whose lines the page shows as text: ECharts' own would be markup with inline styles, which a
 * strict policy refuses. `drawChart` in the browser turns `formatter` into what ECharts calls.
 */
export function tooltipOf(trigger: 'axis' | 'item', read: ReadTooltip) {
  return { trigger, confine: true, formatter: read as unknown as () => string }
}
