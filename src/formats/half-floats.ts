/** Half-precision numbers (IEEE binary16, or bfloat16) as float32, which holds all of them exactly. */
export function widen(halves: Uint16Array, kind: 'F16' | 'BF16'): Float32Array {
  if (kind === 'F16') return Float32Array.from(halves, fromBinary16)
  const out = new Float32Array(halves.length)
  // bfloat16 is the upper half of a float32.
  new Uint32Array(out.buffer).set(Uint32Array.from(halves, (half) => half << 16))
  return out
}

function fromBinary16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
