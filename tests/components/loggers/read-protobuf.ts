/** A field of a protocol buffer: a number, or bytes. */
export type Field = [number: number, value: bigint | Uint8Array]

/** The fields of a message, in their order. */
export function fields(bytes: Uint8Array): Field[] {
  const found: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] as number
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const key = Number(varint())
    const type = key & 7
    if (type === 0) found.push([key >> 3, varint()])
    else {
      const length = type === 1 ? 8 : type === 5 ? 4 : Number(varint())
      found.push([key >> 3, bytes.subarray(at, at + length)])
      at += length
    }
  }
  return found
}
