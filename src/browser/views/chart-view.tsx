import type { EChartsOption } from 'echarts'
import { createContext } from 'preact'
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { type ChartTheme, chartTheme } from '../../report/charts/theme.js'
import { type DrawnChart, drawChart } from '../charts.js'

/** Whether the page is dark. */
export const ThemeContext = createContext(false)

export function useChartTheme(): ChartTheme {
  const dark = useContext(ThemeContext)
  return useMemo(() => chartTheme(dark), [dark])
}

interface ChartProps {
  option: EChartsOption
  /** Taller than usual. */
  tall?: boolean
  onBrush?: (places: readonly number[] | undefined) => void
  onZoom?: (from: number, to: number) => void
  /** Called with the chart once it is there. */
  handle?: (chart: DrawnChart | undefined) => void
}

/** A chart that is drawn as soon as it is nearly seen, and drawn again in place. */
export function ChartView({ option, tall = false, onBrush, onZoom, handle }: ChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<DrawnChart | undefined>(undefined)
  const [seen, setSeen] = useState(false)
  const listeners = useRef({ onBrush, onZoom, handle })
  listeners.current = { onBrush, onZoom, handle }
  useEffect(() => {
    const place = element.current as HTMLDivElement
    if (!seen) {
      const observer = new IntersectionObserver(
        (entries) => setSeen(entries.some(({ isIntersecting }) => isIntersecting)),
        {
          rootMargin: '400px',
        },
      )
      observer.observe(place)
      return () => observer.disconnect()
    }
    const drawn = drawChart(place, option)
    chart.current = drawn
    if (onBrush) drawn.onBrush((places) => listeners.current.onBrush?.(places))
    if (onZoom) drawn.onZoom((from, to) => listeners.current.onZoom?.(from, to))
    listeners.current.handle?.(drawn)
    return () => {
      chart.current = undefined
      listeners.current.handle?.(undefined)
      drawn.dispose()
    }
  }, [seen])
  const shown = useRef(option)
  useEffect(() => {
    if (shown.current !== option) chart.current?.set(option)
    shown.current = option
  }, [option])
  return <div class={tall ? 'chart tall' : 'chart'} ref={element} />
}
