/** For each place of an axis after resizing: where its weights begin, and the weights. */
interface AxisWeights {
  starts: Int32Array
  weights: Float64Array[]
}

/**
 * Resizes `[height, width, channels]` images as torchvision's Resize does tensors: bilinear, with antialiasing where an
 * axis shrinks (a triangle as wide as the scale). The weights are made once.
 */
export function createResize(
  from: readonly [height: number, width: number],
  to: readonly [height: number, width: number],
  channels: number,
): (image: Float32Array, out: Float32Array) => void {
  const rows = axisWeights(from[0], to[0])
  const columns = axisWeights(from[1], to[1])
  const half = new Float32Array(from[0] * to[1] * channels)
  return (image, out) => {
    resizeAxis(image, half, columns, { outer: from[0], from: from[1], to: to[1], inner: channels })
    resizeAxis(half, out, rows, { outer: 1, from: from[0], to: to[0], inner: to[1] * channels })
  }
}

function axisWeights(from: number, to: number): AxisWeights {
  const scale = from / to
  const support = Math.max(scale, 1)
  const starts = new Int32Array(to)
  const weights: Float64Array[] = []
  for (let i = 0; i < to; i++) {
    const center = scale * (i + 0.5)
    const start = Math.max(Math.floor(center - support + 0.5), 0)
    const end = Math.min(Math.floor(center + support + 0.5), from)
    const raw = Float64Array.from({ length: end - start }, (_, j) =>
      Math.max(0, 1 - Math.abs((start + j + 0.5 - center) / support)),
    )
    const sum = raw.reduce((total, weight) => total + weight, 0)
    starts[i] = start
    weights.push(raw.map((weight) => weight / sum))
  }
  return { starts, weights }
}

function resizeAxis(
  source: Float32Array,
  out: Float32Array,
  axis: AxisWeights,
  size: { outer: number; from: number; to: number; inner: number },
): void {
  const { outer, from, to, inner } = size
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < to; i++) {
      const start = axis.starts[i] as number
      const weights = axis.weights[i] as Float64Array
      for (let k = 0; k < inner; k++) {
        let sum = 0
        for (let j = 0; j < weights.length; j++) {
          sum += (weights[j] as number) * (source[(o * from + start + j) * inner + k] as number)
        }
        out[(o * to + i) * inner + k] = sum
      }
    }
  }
}
