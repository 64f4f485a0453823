import type { WasmMemory } from '../../util/wasm-binary.js'

/** Sums of products of float32 numbers in double precision. */
export interface WideModule {
  memory: WasmMemory
  /** Σ a[k]·b[k] of numbers from address a to end. */
  dot(a: number, b: number, end: number): number
  /** out[k] += weight·a[k], of numbers from address a to end, and doubles from address out. */
  add(a: number, out: number, end: number, weight: number): void
  /**
   * Dot products of the two rows from address a with all rows from b to end, of `stride` bytes each: as doubles, of the
   * first row from address out, of the second one `outStride` bytes behind.
   */
  pairs(a: number, b: number, end: number, stride: number, out: number, outStride: number): void
  /**
   * Of rows from address a, `stride` bytes each, and the row of draws behind them, up to its end: of each coordinate
   * (1 + Σa/Σ|a|)/2 − draw, times 2·Σ|a|, as doubles from address signs, and the sum of its numbers of that sign, as
   * doubles from address out.
   */
  signs(a: number, draws: number, end: number, stride: number, out: number, signs: number): void
  /** Doubles from address a to end in single precision, from address out; four at a time. */
  round(a: number, out: number, end: number): void
}
