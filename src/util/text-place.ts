import { isUtf8 } from 'node:buffer'

/** A place in a text, both from 1. */
export interface TextPlace {
  line: number
  column: number
}

/** Where a byte stands, in a text that is UTF-8 up to it. @param at its index */
export function placeOfByte(bytes: Uint8Array, at: number): TextPlace {
  let line = 1
  let lineStart = 0
  for (let found = bytes.indexOf(0x0a); found >= 0 && found < at; found = bytes.indexOf(0x0a, lineStart)) {
    line++
    lineStart = found + 1
  }
  return { line, column: new TextDecoder().decode(bytes.subarray(lineStart, at)).length + 1 }
}

/** Where a text that is not UTF-8 stops to be that. */
export function firstNotUtf8(bytes: Uint8Array): TextPlace {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start)
    const end = found < 0 ? bytes.length : found
    const line = bytes.subarray(start, end)
    if (!isUtf8(line)) return placeOfByte(bytes, start + firstInvalid(line))
    start = end + 1
  }
  return placeOfByte(bytes, 0)
}

/** The first byte that belongs to no character, by its index. */
function firstInvalid(line: Uint8Array): number {
  let at = line.findIndex((byte) => byte >= 0x80)
  while (at < line.length) {
    const lead = line[at] as number
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    if (!isUtf8(line.subarray(at, at + length))) return at
    at += length
  }
  return 0
}
