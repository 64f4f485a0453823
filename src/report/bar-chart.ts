export interface BarChart {
  /** Written above the bars, and on the value axis. */
  title: string
  /** One bar each, from left to right; values that are not finite have no bar. */
  bars: ReadonlyMap<string, number>
  /** Top of the value axis. Default: a round number above the largest value. */
  max?: number | undefined
}

const WIDTH = 800
const HEIGHT = 450
const MARGIN = { left: 64, right: 16, top: 48, bottom: 96 }
const TICKS = 5

/** A bar chart as a standalone SVG image, 800×450, with each bar's value above it. */
export function barChart({ title, bars, max }: BarChart): string {
  const values = [...bars.values()].filter(Number.isFinite)
  const top = max ?? roundUp(values.reduce((most, value) => Math.max(most, value), 0))
  const plot = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom }
  const y = (value: number) => MARGIN.top + plot.height * (1 - Math.max(0, Math.min(value, top)) / top)
  const slot = plot.width / Math.max(1, bars.size)
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(WIDTH / 2, 28, title, 'text-anchor="middle" font-size="18"'),
    ...Array.from({ length: TICKS + 1 }, (_, i) => gridLine(y((top * i) / TICKS), (top * i) / TICKS)),
    ...Array.from(bars, ([label, value], i) => bar(label, value, { x: MARGIN.left + slot * i, slot, y })),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
${parts.join('\n')}
</svg>
`
}

function gridLine(y: number, value: number): string {
  const line = `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${px(y)}" y2="${px(y)}" stroke="#ddd"/>`
  return line + text(MARGIN.left - 8, y + 4, String(Number(value.toPrecision(3))), 'text-anchor="end"')
}

function bar(label: string, value: number, at: { x: number; slot: number; y: (value: number) => number }): string {
  const middle = at.x + at.slot / 2
  const base = HEIGHT - MARGIN.bottom
  const turned = `text-anchor="end" transform="rotate(-40 ${px(middle)} ${base + 16})"`
  const name = text(middle, base + 16, label, turned)
  if (!Number.isFinite(value)) return name
  const y = at.y(Math.max(0, value))
  const box = `x="${px(at.x + at.slot * 0.15)}" y="${px(y)}" width="${px(at.slot * 0.7)}" height="${px(base - y)}"`
  const figure = text(middle, y - 5, value.toFixed(3), 'text-anchor="middle"')
  return `<rect ${box} fill="#4c78a8"/>${figure}${name}`
}

function text(x: number, y: number, content: string, attributes: string): string {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<text x="${px(x)}" y="${px(y)}" ${attributes}>${safe}</text>`
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundUp(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((step) => value <= step * power) as number) * power
}

/** Coordinates to a tenth of a pixel. */
function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}
