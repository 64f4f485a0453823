import { type Graph, typeNumber, type Value } from './graph.js'
import type { Windows } from './windows.js'

/**
 * The gradient of max pooling by windows that lie side by side, of images in blocks: dy goes to the first largest value
 * of each window, where a NaN is larger than what was before, as torch has it. Columns are compared within each line of
 * a window, then its lines. Values are only compared: they may be infinite. Slopes are multiplied by 0 and 1, which is
 * quicker than to choose between them: an infinite one makes all of its window's NaN or infinite.
 */
export function tiledMaxPoolGrad(
  graph: Graph,
  { x, dy, block }: { x: Value; dy: Value; block: number },
  { rows, inputs, inSize, outSize, filter: [down, across] }: Windows,
): Value {
  const lines = (rows * inputs * outSize[0]) / block
  const line = outSize[1] * block
  const windows = lines * down * outSize[1]
  const reshape = (value: Value, shape: readonly number[]) => graph.add('Reshape', [value, graph.ints(shape)])
  const columns = contest(graph, parts(graph, reshape(x, [windows, across * block]), across, block))
  const ofLines = contest(graph, parts(graph, reshape(columns.largest, [lines, down * line]), down, line))
  const byLine = joined(graph, ofLines.shares(reshape(dy, [lines, line])))
  return reshape(joined(graph, columns.shares(reshape(byLine, [windows, block]))), [rows, inputs, ...inSize])
}

interface Contest {
  largest: Value
  /** What each of those that were compared gets of the slopes. */
  shares(slopes: Value): Value[]
}

function contest(graph: Graph, [first, ...others]: readonly Value[]): Contest {
  let largest = first as Value
  const wins = others.map((own) => {
    const isLarger = graph.add('Or', [graph.add('Greater', [own, largest]), graph.add('IsNaN', [own])])
    largest = graph.add('Max', [largest, own])
    return graph.add('Cast', [isLarger], { to: typeNumber('float32') })
  })
  return {
    largest,
    shares: (slopes) => {
      let left = slopes
      // the last that was larger than all before it takes the slope
      const taken = wins.toReversed().map((isLarger) => {
        const own = graph.add('Mul', [left, isLarger])
        left = graph.add('Sub', [left, own])
        return own
      })
      return [left, ...taken.reverse()]
    },
  }
}

/** A matrix's columns in groups. */
function parts(graph: Graph, matrix: Value, count: number, width: number): Value[] {
  if (count === 1) return [matrix]
  const widths = graph.ints(Array.from({ length: count }, () => width))
  return graph.addSeveral('Split', [matrix, widths], { axis: 1 }, count)
}

function joined(graph: Graph, [first, ...others]: readonly Value[]): Value {
  return others.length === 0 ? (first as Value) : graph.add('Concat', [first as Value, ...others], { axis: 1 })
}
