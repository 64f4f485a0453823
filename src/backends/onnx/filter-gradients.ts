import { range } from '../shapes.js'
import { type BlockedLayout, blockedDomain } from './blocked-layout.js'
import type { Value } from './graph.js'
import type { Ref } from './kernel.js'
import { both, neededAfter, type Windows } from './windows.js'

/**
 * Few input channels: each row's planes meet its own slopes, which lie as a filter does, and the results of all rows
 * are added up.
 */
export function fewChannelsGradient(layout: BlockedLayout, x: Ref, dy: Ref, windows: Windows): Value {
  const b = layout.block
  const graph = layout.graph
  const { inputs, outputs, rows, inSize, outSize, before, filter, strides } = windows
  const end = both((axis) => neededAfter(windows, axis))
  const planes =
    inputs === 1
      ? layout.emitter.plain(x, [1, rows, ...inSize])
      : layout.transpose(layout.emitter.plain(x, [rows, ...inSize, inputs]), [3, 0, 1, 2])
  const slopes = layout.blocked(dy, [rows, ...outSize, outputs])
  const parts = slopes.phases ?? [[slopes.value]]
  const apart = [parts.length, parts[0]?.length ?? 1] as const
  const size = both((axis) => outSize[axis] / apart[axis])
  const dilations = both((axis) => strides[axis] * apart[axis])
  let sum: Value = ''
  for (const [down, line] of parts.entries()) {
    for (const [across, values] of line.entries()) {
      // what the pixels of this phase do not see; along edges of an image windows would be slow
      const from = both((axis) => before[axis] - ([down, across][axis] as number) * strides[axis])
      const to = both((axis) => end[axis] - (apart[axis] - 1 - ([down, across][axis] as number)) * strides[axis])
      const padded = graph.add('Pad', [planes, graph.ints([0, 0, ...from, 0, 0, ...to])])
      const weights = layout.reshape(values, [rows * outputs, 1, ...size])
      sum = layout.convolution(padded, weights, { filter: size, dilations, group: rows }, { sum })
    }
  }
  const places = filter[0] * filter[1]
  const perRow = layout.reshape(sum, [inputs, rows, outputs * places])
  const sums = graph.add('ReduceSum', [perRow, graph.ints([1])], { keepdims: 0 })
  const blocks = layout.reshape(sums, [inputs, outputs / b, places, b])
  return layout.reshape(layout.transpose(blocks, [2, 0, 1, 3]), [...filter, inputs, outputs])
}

/**
 * Rows and channels change places: a convolution whose images are x's rows of pixels, and whose filter is dy. Where
 * dy is large its lines are taken in groups, whose results are added up: so the processor's cache holds the filter
 * while all pixels pass it.
 */
export function filterGradient(layout: BlockedLayout, x: Ref, dy: Ref, windows: Windows): Value {
  const b = layout.block
  const graph = layout.graph
  const { inputs, outputs, rows, inSize, outSize, before, filter, strides } = windows
  const [height, width] = inSize
  const end = both((axis) => neededAfter(windows, axis))
  const images = layout.blocked(x, [rows, height, width, inputs])
  const planes = layout.reshape(images.value, [1, rows, inputs * height, width])
  const byRows = graph.add('ReorderInput', [planes], { channels_last: 0 }, blockedDomain)
  const outer = rows / b
  // [height, rows / b, inputs / b, width · b · b]: lines of pixels, the rows of the batch innermost
  const lines = layout.transpose(layout.reshape(byRows, [outer, inputs / b, height, width * b * b]), [2, 0, 1, 3])
  const flat = layout.reshape(lines, [height, (outer * inputs) / b, width * b * b])
  const around = [before[0], 0, before[1] * b * b, end[0], 0, end[1] * b * b]
  const padded = around.some((size) => size !== 0) ? graph.add('Pad', [flat, graph.ints(around)]) : flat
  // for each line of dy, and each row of the filter, the line that it meets
  const met = range(outSize[0]).flatMap((line) =>
    range(outer).flatMap((row) => range(filter[0]).map((ky) => (line * strides[0] + ky) * outer + row)),
  )
  const [paddedHeight, paddedWidth] = both((axis) => inSize[axis] + before[axis] + end[axis]) as [number, number]
  const byLine = layout.reshape(padded, [paddedHeight * outer, (inputs / b) * paddedWidth * b * b])
  const seen = graph.add('Gather', [byLine, graph.ints(met)], { axis: 0 })
  const pixels = layout.reshape(seen, [1, outSize[0] * rows, (filter[0] * inputs) / b, paddedWidth * b])
  const slopes = layout.blocked(dy, [rows, ...outSize, outputs])
  const groups = groupsOf(outSize[0], 4 * rows * outputs * outSize[0] * outSize[1])
  const within = outSize[0] / groups
  const split = layout.reshape(slopes.value, [outer, b, outputs / b, groups, within, outSize[1], b])
  const turned = layout.transpose(split, [3, 2, 4, 0, 5, 1, 6])
  const shape = { filter: [1, outSize[1]], dilations: [1, strides[1] * b], group: groups }
  const weights = layout.reshape(turned, [groups * outputs, within * rows, 1, outSize[1]])
  const products = layout.reshape(layout.convolution(pixels, weights, shape), [
    groups,
    inputs * outputs * filter[0] * filter[1],
  ])
  const sums = groups === 1 ? products : graph.add('ReduceSum', [products, graph.ints([0])], { keepdims: 0 })
  const parts = layout.reshape(sums, [outputs / b, filter[0], inputs / b, filter[1], b, b])
  return layout.reshape(layout.transpose(parts, [1, 3, 2, 4, 0, 5]), [...filter, inputs, outputs])
}

/** Bytes that the processor's cache holds beside other things. */
const CACHED = 2 ** 20

/** Into how many parts of the same number of lines something is divided, so that each has no more than those bytes. */
function groupsOf(lines: number, bytes: number): number {
  return range(lines + 1).find((groups) => groups > 0 && lines % groups === 0 && bytes / groups <= CACHED) ?? lines
}
