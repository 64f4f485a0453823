import type { ChartLibrary } from './chart-library.js'

export type { DrawnChart } from './draw-chart.js'

/** Draws charts; `charts.js` must have been loaded before. */
export const { drawChart } = (globalThis as unknown as { polyheadCharts: ChartLibrary }).polyheadCharts
