import { createHash } from 'node:crypto'
import { fusedMultiplyAdd } from './fused-multiply-add.js'
import { M, mixed, N } from './mt19937.js'
import { uniformBlocks } from './uniform-blocks.js'

/** From this length on numbers in [0, 1) are drawn in blocks. */
const MANY = 64 * N
/** From this length on torch draws 64 bits for each place of a permutation, and shuffles otherwise. */
const LARGE_PERMUTATION = Math.floor(0xffffffff / 20)

/** All that a generator needs to go on as before: JSON. */
export interface GeneratorState {
  /** Decimal. */
  seed: string
  /** The 624 words, base64, little-endian. */
  words: string
  /** How many of them are used up. */
  next: number
  /** By name. */
  streams: Record<string, GeneratorState>
}

/**
 * PyTorch's default generator (MT19937), draw for draw: `torch.manual_seed(seed)`, or `torch.Generator()` without a
 * seed. Algorithm: Matsumoto and Nishimura, 1998; as torch does, only the low 32 bits of the seed count.
 */
export class Generator {
  /** As given. */
  readonly seed: bigint
  readonly #words = new Uint32Array(N)
  /** The same: numbers of 31 bits are quicker to compute with. */
  readonly #signed = new Int32Array(this.#words.buffer)
  #next = N
  readonly #streams = new Map<string, Generator>()

  /** @param seed default: that of an unseeded torch.Generator. */
  constructor(seed: number | bigint = 67280421310721n) {
    this.seed = BigInt(seed)
    const words = this.#words
    words[0] = Number(BigInt.asUintN(32, this.seed))
    for (let i = 1; i < N; i++) {
      const last = words[i - 1] as number
      words[i] = Math.imul(1812433253, last ^ (last >>> 30)) + i
    }
  }

  /** The next 32 bits. */
  u32(): number {
    if (this.#next === N) this.#refill()
    let y = this.#words[this.#next++] as number
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  /** The next 64 bits; the first draw is the high half. */
  random64(): bigint {
    const high = this.u32()
    return (BigInt(high) << 32n) | BigInt(this.u32())
  }

  /** Goes on as if `count` numbers of 32 bits had been drawn. */
  skip(count: number): void {
    for (let left = count; left > 0; ) {
      if (this.#next === N) this.#refill()
      const step = Math.min(left, N - this.#next)
      this.#next += step
      left -= step
    }
  }

  /** `torch.empty(size).uniform_(low, high)`: float32, in [low, high). */
  uniform(size: number, low = 0, high = 1): Float32Array {
    const from = Math.fround(low)
    const range = Math.fround(Math.fround(high) - from)
    const values = this.fillUniform(new Float32Array(size))
    // From 0 to 1 nothing is rounded.
    if (from === 0 && range === 1) return values
    for (let i = 0; i < size; i++) values[i] = fusedMultiplyAdd(values[i] as number, range, from)
    return values
  }

  /** Overwrites them as `torch.empty(size).uniform_(0, 1)` would. @returns the same array */
  fillUniform(values: Float32Array): Float32Array {
    let start = 0
    if (values.length >= MANY) {
      if (this.#next < N) start = this.#fill(values, start)
      const end = values.length - ((values.length - start) % N)
      if (uniformBlocks(this.#signed, values.subarray(start, end))) start = end
    }
    while (start < values.length) start = this.#fill(values, start)
    return values
  }

  /** `torch.randperm(n)`. */
  randperm(n: number): Int32Array {
    const order = new Int32Array(n)
    if (n >= LARGE_PERMUTATION) return this.#largePermutation(order)
    for (let i = 0; i < n; i++) order[i] = i
    for (let i = 0; i < n - 1; i++) {
      const other = i + (this.u32() % (n - i))
      const here = order[i] as number
      order[i] = order[other] as number
      order[other] = here
    }
    return order
  }

  /**
   * A generator of its own for draws that PyTorch makes otherwise (dropout), so that they do not move this one. The
   * same seed and name give the same stream, however much is drawn elsewhere.
   */
  stream(name: string): Generator {
    let stream = this.#streams.get(name)
    if (!stream) {
      const digest = createHash('sha256').update(`${this.seed}/${name}`).digest()
      stream = new Generator(digest.readUInt32LE())
      this.#streams.set(name, stream)
    }
    return stream
  }

  /** Another one that goes on from the same place, its streams too. */
  clone(): Generator {
    const copy = new Generator(this.seed)
    copy.setState(this.getState())
    return copy
  }

  /** All that is needed to go on from here. */
  getState(): GeneratorState {
    const bytes = Buffer.alloc(N * 4)
    this.#words.forEach((word, i) => {
      bytes.writeUInt32LE(word, i * 4)
    })
    const streams = [...this.#streams].map(([name, stream]) => [name, stream.getState()] as const)
    return {
      seed: String(this.seed),
      words: bytes.toString('base64'),
      next: this.#next,
      streams: Object.fromEntries(streams),
    }
  }

  /**
   * Goes on from a saved place. Streams that are in use follow, those that the saved state does not know begin anew.
   * @throws RangeError where the state is another seed's, or damaged.
   */
  setState(state: GeneratorState): void {
    const bytes = Buffer.from(state.words, 'base64')
    if (state.seed !== String(this.seed)) throw new RangeError(`the state is of seed ${state.seed}, not ${this.seed}`)
    if (bytes.length !== N * 4 || !(state.next >= 0 && state.next <= N)) {
      throw new RangeError('the state is not that of an MT19937 generator')
    }
    for (let i = 0; i < N; i++) this.#words[i] = bytes.readUInt32LE(i * 4)
    this.#next = state.next
    for (const [name, stream] of this.#streams) {
      stream.setState(state.streams[name] ?? new Generator(stream.seed).getState())
    }
    for (const [name, saved] of Object.entries(state.streams)) {
      if (!this.#streams.has(name)) this.stream(name).setState(saved)
    }
  }

  /** Torch shuffles from the inside out here. */
  #largePermutation(order: Int32Array): Int32Array {
    for (let i = 0; i < order.length; i++) {
      const other = Number(this.random64() % BigInt(i + 1))
      order[i] = order[other] as number
      order[other] = i
    }
    return order
  }

  /** Draws as many as there are words, at most to the end. @returns where it stopped */
  #fill(values: Float32Array, start: number): number {
    if (this.#next === N) this.#refill()
    const words = this.#signed
    const first = this.#next
    const count = Math.min(N - first, values.length - start)
    for (let i = 0; i < count; i++) {
      let y = words[first + i] as number
      y ^= y >>> 11
      y ^= (y << 7) & 0x9d2c5680
      y ^= (y << 15) & 0xefc60000
      values[start + i] = ((y ^ (y >>> 18)) & 0xffffff) * 2 ** -24
    }
    this.#next = first + count
    return start + count
  }

  #refill(): void {
    const words = this.#signed
    mix(words, 0, N - M, M)
    mix(words, N - M, N - 1, M - N)
    words[N - 1] = mixed(words[N - 1] as number, words[0] as number, words[M - 1] as number)
    this.#next = 0
  }
}

/** The next ones of some words. @param far how far the word is that each is mixed with */
function mix(words: Int32Array, from: number, to: number, far: number): void {
  let here = words[from] as number
  for (let i = from; i < to; i++) {
    const next = words[i + 1] as number
    words[i] = mixed(here, next, words[i + far] as number)
    here = next
  }
}
