import type { EChartsOption } from 'echarts'
import type { Study, StudyTrial } from '../study.js'
import { chartFrame } from './frame.js'
import { rangeOf, shownNumber } from './numbers.js'
import type { ChartTheme } from './theme.js'
import { tooltipOf } from './tooltip.js'

/** Trials with a value of a metric, in the order of the chart's lines. */
export function parallelTrials({ trials }: Study, metric = 0): StudyTrial[] {
  return trials.filter(({ values }) => (values[metric] ?? null) !== null)
}

/**
 * A line for each trial of `parallelTrials` through its parameters and metrics, coloured by one metric. A range
 * of an axis is brushed by dragging along it.
 */
export function parallelCoordinates(study: Study, theme: ChartTheme, metric = 0): EChartsOption {
  const { parameters, metrics } = study
  const trials = parallelTrials(study, metric)
  const colored = trials.map(({ values }) => values[metric] as number)
  const axes = [
    ...parameters.map(({ name, kind, log, labels }) =>
      kind === 'category'
        ? { name, type: 'category' as const, data: [...labels] }
        : {
            name,
            type: log ? ('log' as const) : ('value' as const),
            scale: true,
            ...(kind === 'int' && { minInterval: 1 }),
          },
    ),
    ...metrics.map(({ name }) => ({ name, type: 'value' as const, scale: true })),
  ]
  const names = axes.map(({ name }) => name)
  return {
    ...chartFrame('parallel coordinates', theme),
    parallel: {
      left: 56,
      right: 56,
      top: 84,
      bottom: 64,
      parallelAxisDefault: {
        nameLocation: 'end',
        nameGap: 14,
        nameTextStyle: { color: theme.text },
        nameTruncate: { maxWidth: 110 },
        axisLine: { lineStyle: { color: theme.quiet } },
        axisTick: { lineStyle: { color: theme.quiet } },
        axisLabel: {
          color: theme.quiet,
          // Lines go through the labels.
          textBorderColor: theme.background,
          textBorderWidth: 3,
          formatter: (value: string | number) => axisText(value),
        },
        areaSelectStyle: { width: 18, color: theme.text, opacity: 0.18, borderColor: theme.text, borderWidth: 1 },
      },
    },
    parallelAxis: axes.map((axis, dim) => ({ dim, ...axis })),
    visualMap: {
      ...rangeOf(colored),
      dimension: parameters.length + metric,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 120,
      itemWidth: 12,
      textStyle: { color: theme.quiet },
      inRange: { color: theme.sequential.slice(1) },
    },
    tooltip: tooltipOf('item', ([point]) => {
      if (!point) return []
      const values = point.value as (number | string | null)[]
      return [{ text: point.name }, ...names.map((name, i) => ({ text: `${name}  ${axisText(values[i] ?? '–')}` }))]
    }),
    series: [
      {
        type: 'parallel',
        lineStyle: { width: 1.5, opacity: 0.75 },
        inactiveOpacity: 0.04,
        activeOpacity: 0.9,
        emphasis: { lineStyle: { width: 3 } },
        data: trials.map(({ num, params, values }) => ({
          name: `#${num}`,
          value: [...parameters.map(({ name }) => params[name] ?? Number.NaN), ...values.map((v) => v ?? Number.NaN)],
        })),
      },
    ],
  }
}

/** Long values of an axis leave no room for the next one. */
const LONGEST = 16

function axisText(value: string | number): string {
  const text = typeof value === 'number' ? shownNumber(value) : value
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
