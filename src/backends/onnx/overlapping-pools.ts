import { range } from '../shapes.js'
import { type Graph, typeNumber, type Value } from './graph.js'
import type { Windows } from './windows.js'

/** So many elements are laid out at most: one for each window that a pixel is in. */
const LARGEST = 2 ** 24

/**
 * The gradient of max pooling by windows that overlap, of images in blocks: dy goes to the first largest value of each
 * window.
 * @param images the pooling's input and result, and the slopes of the latter.
 * @returns undefined where that would take much memory, and where every window sees only pixels: then there is no place
 *   that is sure to get nothing.
 */
export function overlappingMaxPoolGrad(
  graph: Graph,
  { x, y, dy, block }: { x: Value; y: Value; dy: Value; block: number },
  windows: Windows,
): Value | undefined {
  const { inSize, outSize, filter, rows, inputs } = windows
  const [pixels, places, taps] = [inSize, outSize, filter].map(([a, b]) => a * b) as [number, number, number]
  const seen = sights(windows)
  const nothing = seen.indexOf(undefined)
  const seers = range(pixels).map((): number[] => [])
  for (const [i, pixel] of seen.entries()) if (pixel !== undefined) seers[pixel]?.push(i)
  const most = Math.max(...seers.map(({ length }) => length))
  if (nothing < 0 || rows * inputs * pixels * most > LARGEST) return undefined
  const planes = (rows * inputs) / block
  const reshape = (value: Value, shape: readonly number[]) => graph.add('Reshape', [value, graph.ints(shape)])
  const where = (a: Value, b: Value) => graph.add('Cast', [graph.add('Equal', [a, b])], { to: typeNumber('float32') })
  const perPlace = (value: Value) => reshape(value, [planes, places, 1, block])

  const indices = graph.constant(Int32Array.from(seen, (pixel) => pixel ?? 0))
  const flat = graph.add('Gather', [reshape(x, [planes, pixels, block]), indices], { axis: 1 })
  // equal values are ranked, the first highest; what lies outside has no rank
  const ranks = Float32Array.from(seen, (pixel, i) => (pixel === undefined ? 0 : taps - (i % taps)))
  const equal = where(reshape(flat, [planes, places, taps, block]), perPlace(y))
  const ranked = graph.add('Mul', [equal, graph.constant(ranks, [places, taps, 1])])
  const best = graph.add('ReduceMax', [ranked, graph.ints([2])], { keepdims: 1 })
  const shares = reshape(graph.add('Mul', [where(ranked, best), perPlace(dy)]), [planes, places * taps, block])

  const met = seers.flatMap((own) => range(most).map((i) => own[i] ?? nothing))
  const gathered = graph.add('Gather', [shares, graph.constant(Int32Array.from(met))], { axis: 1 })
  const sums = graph.add('ReduceSum', [reshape(gathered, [planes, pixels, most, block]), graph.ints([2])], {
    keepdims: 0,
  })
  return reshape(sums, [rows, inputs, ...inSize])
}

/** Of each place of the result, and each of the window, the pixel that it sees; undefined: none. */
function sights({ inSize, outSize, filter, strides, dilations, before }: Windows): (number | undefined)[] {
  const lines = (axis: 0 | 1, place: number) =>
    range(filter[axis]).map((tap) => place * strides[axis] + tap * dilations[axis] - before[axis])
  return range(outSize[0]).flatMap((row) =>
    range(outSize[1]).flatMap((column) =>
      lines(0, row).flatMap((y) =>
        lines(1, column).map((x) => {
          const outside = y < 0 || x < 0 || y >= inSize[0] || x >= inSize[1]
          return outside ? undefined : y * inSize[1] + x
        }),
      ),
    ),
  )
}
