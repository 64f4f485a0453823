import { escapeHtml } from './html.js'

export interface Series {
  name: string
  /** By ascending x; points that are not finite are left out. */
  points: readonly (readonly [x: number, y: number])[]
}

export interface LineChart {
  title: string
  xLabel: string
  series: readonly Series[]
}

const WIDTH = 560
const HEIGHT = 320
const PLOT = { left: 56, right: 544, top: 36, bottom: 248 }
const COLORS = [
  '#4c78a8',
  '#f58518',
  '#54a24b',
  '#e45756',
  '#72b7b2',
  '#b279a2',
  '#9d755d',
  '#eeca3b',
  '#ff9da6',
  '#79706e',
]
/** More points than pixels say nothing. */
const MOST_POINTS = 1000
const LEGEND_ROWS = 3

/** Curves over a common axis as an SVG image, with a legend below. */
export function lineChart({ title, xLabel, series }: LineChart): string {
  const curves = series.map(({ name, points }) => ({
    name,
    points: thin(points.filter((point) => point.every(Number.isFinite))),
  }))
  const all = curves.flatMap(({ points }) => points)
  const x = axis(
    all.map((point) => point[0]),
    false,
  )
  const y = axis(
    all.map((point) => point[1]),
    true,
  )
  const toX = (value: number) => PLOT.left + ((value - x.from) / (x.to - x.from)) * (PLOT.right - PLOT.left)
  const toY = (value: number) => PLOT.bottom - ((value - y.from) / (y.to - y.from)) * (PLOT.bottom - PLOT.top)
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(WIDTH / 2, 20, title, 'middle', 14),
    ...y.ticks.map(
      (tick) =>
        line(PLOT.left, toY(tick), PLOT.right, toY(tick)) + text(PLOT.left - 6, toY(tick) + 4, label(tick), 'end'),
    ),
    ...x.ticks.map((tick) => text(toX(tick), PLOT.bottom + 16, label(tick), 'middle')),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 30, xLabel, 'middle'),
    ...curves.map(({ points }, i) =>
      curve(
        points.map(([a, b]) => [toX(a), toY(b)]),
        color(i),
      ),
    ),
    ...legend(curves.map(({ name }) => name)),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="11" role="img" aria-label="${escapeHtml(title)}">
${parts.join('\n')}
</svg>
`
}

function color(i: number): string {
  return COLORS[i % COLORS.length] as string
}

function thin<T>(points: readonly T[]): T[] {
  const every = Math.ceil(points.length / MOST_POINTS)
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}

/** Round numbers among the values; a `loose` axis reaches from the one below them to the one above. */
function axis(values: readonly number[], loose: boolean): { from: number; to: number; ticks: number[] } {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  if (!(low <= high)) return { from: 0, to: 1, ticks: [0, 1] }
  const span = high - low || Math.abs(high) || 1
  const power = 10 ** Math.floor(Math.log10(span / 4))
  const step = ([1, 2, 5, 10].find((factor) => span / (factor * power) <= 5) ?? 10) * power
  const from = Math.floor(low / step + (high > low ? 0 : -1)) * step
  const count = Math.max(1, Math.ceil((high - from) / step - 1e-9) + (high > low ? 0 : 1))
  const ticks = Array.from({ length: count + 1 }, (_, i) => from + i * step)
  if (loose || high === low) return { from, to: ticks.at(-1) as number, ticks }
  return { from: low, to: high, ticks: ticks.filter((tick) => tick >= low && tick <= high) }
}

function curve(points: readonly (readonly number[])[], stroke: string): string {
  const [first] = points
  if (!first) return ''
  if (points.length === 1) return `<circle cx="${px(first[0])}" cy="${px(first[1])}" r="3" fill="${stroke}"/>`
  const path = points.map(([x, y]) => `${px(x)},${px(y)}`).join(' ')
  return `<polyline points="${path}" fill="none" stroke="${stroke}" stroke-width="1.5" stroke-linejoin="round"/>`
}

function legend(names: readonly string[]): string[] {
  const columns = names.some((name) => name.length > 18) ? 2 : 4
  const width = (WIDTH - 24) / columns
  const shown = names.slice(0, columns * LEGEND_ROWS)
  const rest = names.length - shown.length
  return shown.map((name, i) => {
    const [x, y] = [12 + (i % columns) * width, HEIGHT - 31 + Math.floor(i / columns) * 13]
    const last = i === shown.length - 1 && rest > 0 ? ` (+${rest})` : ''
    const words = shorten(name, Math.floor(width / 6) - 4) + last
    return `<rect x="${px(x)}" y="${px(y - 8)}" width="9" height="9" fill="${color(i)}"/>${text(x + 13, y, words, 'start')}`
  })
}

/** The end of a metric's name tells more than its beginning. */
function shorten(name: string, length: number): string {
  return name.length <= length ? name : `…${name.slice(name.length - length + 1)}`
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="#ddd"/>`
}

function text(x: number, y: number, content: string, anchor: string, size?: number): string {
  const font = size ? ` font-size="${size}"` : ''
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${font}>${escapeHtml(content)}</text>`
}

function label(value: number): string {
  return Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(4)))
}

function px(value: number | undefined): string {
  return String(Math.round((value ?? 0) * 10) / 10)
}
