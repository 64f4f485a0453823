const utf8 = new TextEncoder()

/** Writes a message of Protocol Buffers, field by field. */
export class Message {
  readonly #parts: Uint8Array[] = []
  #size = 0

  /** An integer, negative ones too. */
  int(field: number, value: number): this {
    return this.#varint(field << 3).#varint(value)
  }

  /** A number in double precision. */
  double(field: number, value: number): this {
    return this.#varint((field << 3) | 1).#push(new Uint8Array(Float64Array.of(value).buffer))
  }

  /** A number in single precision. */
  float(field: number, value: number): this {
    return this.#varint((field << 3) | 5).#push(new Uint8Array(Float32Array.of(value).buffer))
  }

  /** A message, text, or the bytes of an array; the array is not copied before `bytes` is read. */
  bytes(field: number, value: Message | string | ArrayBufferView): this {
    const content = contentOf(value)
    return this.#varint((field << 3) | 2)
      .#varint(content.length)
      .#push(content)
  }

  /** What was written. */
  encode(): Uint8Array {
    const all = new Uint8Array(this.#size)
    let at = 0
    for (const part of this.#parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  #varint(value: number): this {
    const bytes: number[] = []
    let rest = BigInt.asUintN(64, BigInt(value))
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
    bytes.push(Number(rest))
    return this.#push(Uint8Array.from(bytes))
  }

  #push(part: Uint8Array): this {
    this.#parts.push(part)
    this.#size += part.length
    return this
  }
}

function contentOf(value: Message | string | ArrayBufferView): Uint8Array {
  if (value instanceof Message) return value.encode()
  if (typeof value === 'string') return utf8.encode(value)
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}
