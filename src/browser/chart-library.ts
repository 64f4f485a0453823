/**
 * What all pages draw charts with: the parts of ECharts that they need, bundled once as `dist/browser/charts.js`. Pages
 * find it through `charts.ts`.
 */
import { BarChart, HeatmapChart, LineChart, ParallelChart, ScatterChart } from 'echarts/charts'
import {
  AriaComponent,
  DataZoomInsideComponent,
  GridComponent,
  LegendComponent,
  LegendScrollComponent,
  ParallelComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { drawChart } from './draw-chart.js'

use([BarChart, HeatmapChart, LineChart, ParallelChart, ScatterChart, CanvasRenderer])
use([AriaComponent, DataZoomInsideComponent, GridComponent, LegendComponent, LegendScrollComponent])
use([ParallelComponent, TitleComponent, TooltipComponent, VisualMapContinuousComponent])

const library = { drawChart: drawChart.bind(null, init) }

/** What `charts.js` gives to the scripts after it. */
export type ChartLibrary = typeof library

Object.assign(globalThis, { polyheadCharts: library })
