import type { EChartsOption } from 'echarts'
import type { EChartsType, init } from 'echarts/core'
import type { ReadTooltip, TooltipPoint } from '../report/charts/tooltip.js'

/** A chart on a page. It follows the size of its element. */
export interface DrawnChart {
  /** Draws another option in its place; the zoom stays where it was. */
  set(option: EChartsOption): void
  /** Tells which lines of parallel coordinates are within what is brushed; undefined: nothing is. */
  onBrush(listener: (places: readonly number[] | undefined) => void): void
  /** Tells which stretch of the first axis is seen whenever it is another one. */
  onZoom(listener: (from: number, to: number) => void): void
  /** Shows this stretch of the first axis. */
  zoom(from: number, to: number): void
  /** Takes back what was zoomed and brushed. */
  reset(): void
  dispose(): void
}

/** Draws a chart in an element that has a height. A double click takes back its zoom. */
export function drawChart(start: typeof init, element: HTMLElement, option: EChartsOption): DrawnChart {
  const chart = start(element, null, { renderer: 'canvas' })
  // What ECharts says of the chart in its aria-label is told of an image.
  element.setAttribute('role', 'img')
  let shown = option
  const draw = (next: EChartsOption, zoom: boolean) => {
    const kept = zoom ? (chart.getOption() as EChartsOption | undefined)?.dataZoom : undefined
    shown = next
    chart.setOption(withTextTooltip(next), { notMerge: true })
    if (kept) chart.setOption({ dataZoom: kept })
  }
  draw(option, false)
  const observer = new ResizeObserver(() => chart.resize())
  observer.observe(element)
  chart.getZr().on('dblclick', () => draw(shown, false))
  return {
    set: (next) => draw(next, true),
    onBrush: (listener) => chart.on('axisareaselected', () => listener(brushedLines(chart))),
    onZoom: (listener) =>
      chart.on('datazoom', () => {
        const [seen] = (chart.getOption() as { dataZoom?: { startValue: number; endValue: number }[] }).dataZoom ?? []
        if (seen) listener(seen.startValue, seen.endValue)
      }),
    zoom: (startValue, endValue) => chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: 0, startValue, endValue }),
    reset: () => draw(shown, false),
    dispose: () => {
      observer.disconnect()
      chart.dispose()
    },
  }
}

/** A tooltip whose lines are text. */
function withTextTooltip(option: EChartsOption): EChartsOption {
  const tooltip = option.tooltip as { formatter?: unknown } | undefined
  if (typeof tooltip?.formatter !== 'function') return option
  const read = tooltip.formatter as ReadTooltip
  const formatter = (points: unknown) => {
    const lines = read((Array.isArray(points) ? points : [points]) as TooltipPoint[])
    return lines.map(({ text, color }) => {
      const line = document.createElement('div')
      if (color !== undefined) {
        const mark = document.createElement('span')
        Object.assign(mark.style, { color, marginRight: '0.4em' })
        mark.textContent = '●'
        line.append(mark)
      }
      line.append(text)
      return line
    })
  }
  return { ...option, tooltip: { ...tooltip, formatter } as EChartsOption['tooltip'] }
}

/** Of the chart's first series, which is one of parallel coordinates. */
function brushedLines(chart: EChartsType): number[] | undefined {
  const model = chart as unknown as {
    getModel(): { getSeriesByIndex(index: number): { getRawIndicesByActiveState(state: string): number[] } }
  }
  const lines = model.getModel().getSeriesByIndex(0)
  return lines.getRawIndicesByActiveState('normal').length > 0 ? undefined : lines.getRawIndicesByActiveState('active')
}
