import type { WideModule } from './wide-functions.js'

/** The functions in JavaScript, far slower: for where WebAssembly gets no memory. The last bits of a sum may differ. */
export function wideScript(bytes: number): WideModule {
  const buffer = new ArrayBuffer(8 * Math.ceil(bytes / 8))
  const floats = new Float32Array(buffer)
  const doubles = new Float64Array(buffer)
  const float = (address: number) => floats[address >> 2] as number

  function dot(a: number, b: number, end: number): number {
    let sum = 0
    for (let offset = 0; a + offset < end; offset += 4) sum += float(a + offset) * float(b + offset)
    return sum
  }

  function add(a: number, out: number, end: number, weight: number): void {
    for (let at = a, place = out >> 3; at < end; at += 4, place++) {
      doubles[place] = (doubles[place] as number) + weight * float(at)
    }
  }

  function pairs(a: number, b: number, end: number, stride: number, out: number, outStride: number): void {
    for (let row = 0; row < 2; row++) {
      const own = a + row * stride
      for (let other = b, place = (out + row * outStride) >> 3; other < end; other += stride, place++) {
        doubles[place] = dot(own, other, own + stride)
      }
    }
  }

  function signs(a: number, draws: number, end: number, stride: number, out: number, kept: number): void {
    for (let draw = draws, column = a, place = 0; draw < end; draw += 4, column += 4, place++) {
      let [sum, size] = [0, 0]
      for (let at = column; at < draws; at += stride) {
        sum += float(at)
        size += Math.abs(float(at))
      }
      const sign = size + sum - 2 * size * float(draw)
      doubles[(kept >> 3) + place] = sign
      doubles[(out >> 3) + place] = sign > 0 ? (sum + size) / 2 : sign < 0 ? (sum - size) / 2 : sign * 0
    }
  }

  function round(a: number, out: number, end: number): void {
    floats.set(doubles.slice(a >> 3, end >> 3), out >> 2)
  }
  return { memory: { buffer, grow: () => {} }, dot, add, pairs, signs, round }
}
