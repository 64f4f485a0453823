import { fileError } from './file-error.js'

/** What a pickle can hold here: values, and descriptions of objects. Nothing in it is ever run. */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickledGlobal
  | PickledObject
  | PickledReference
  | PickledTuple
  | Pickled[]
  | Map<Pickled, Pickled>

/** A name of Python's: a class or a function. */
export class PickledGlobal {
  /** @param name with its module, such as `collections.OrderedDict` */
  constructor(readonly name: string) {}
}

/** Values that cannot change. */
export class PickledTuple {
  constructor(readonly items: readonly Pickled[]) {}
}

/** What a class or a function would be called with, and the state that the object was given. */
export class PickledObject {
  state: Pickled = null
  /** Of an object that is a dict, or has items. */
  readonly items = new Map<Pickled, Pickled>()
  /** Of an object that is a list. */
  readonly list: Pickled[] = []

  constructor(
    readonly of: PickledGlobal,
    readonly args: readonly Pickled[],
  ) {}
}

/** What is kept outside the pickle. */
export class PickledReference {
  constructor(readonly id: Pickled) {}
}

/** Which names a pickle may have; a name that may not is the end of it. */
export interface PickleRules {
  /** Whether a class or function may be named. */
  allows(name: string): boolean
  /** Whether it may be called; its call is then described. */
  allowsCall(name: string): boolean
}

/** The most values on the stack, and in the memo. */
const mostValues = 5_000_000

const MARK = Symbol('mark')

/**
 * Reads a pickle of protocol 2 to 5 as a description: no class is looked up, and nothing is called.
 * @param file named in messages
 * @throws ConfigError where it names what the rules do not allow, has an instruction that only code needs, or is
 *   damaged
 */
export function readPickle(bytes: Uint8Array, file: string, rules: PickleRules): Pickled {
  return new Unpickler(bytes, file, rules).run()
}

type Slot = Pickled | typeof MARK

class Unpickler {
  readonly #view: DataView
  readonly #stack: Slot[] = []
  readonly #memo = new Map<number, Pickled>()
  #at = 0

  constructor(
    private readonly bytes: Uint8Array,
    private readonly file: string,
    private readonly rules: PickleRules,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  run(): Pickled {
    for (;;) {
      const place = this.#at
      const code = this.#byte()
      if (code === 0x2e) return this.#pop()
      const step = steps[code]
      if (step === undefined) {
        const shown = `0x${code.toString(16).padStart(2, '0')}`
        throw this.#fault(`has the instruction ${shown}, which values do not need`, place)
      }
      step(this)
      if (this.#stack.length + this.#memo.size > mostValues) throw this.#fault('holds too many values', place)
    }
  }

  #fault(message: string, byte = this.#at) {
    return fileError(this.file, message, { place: { byte } })
  }

  #need(count: number): number {
    const at = this.#at
    if (count < 0 || at + count > this.bytes.length) throw this.#fault('is cut short')
    this.#at = at + count
    return at
  }

  #byte(): number {
    return this.#view.getUint8(this.#need(1))
  }

  push(value: Slot): void {
    this.#stack.push(value)
  }

  #pop(): Pickled {
    const value = this.#stack.pop()
    if (value === undefined || value === MARK) throw this.#fault('is damaged')
    return value
  }

  #top(): Pickled {
    const value = this.#pop()
    this.#stack.push(value)
    return value
  }

  popMany(count: number): Pickled[] {
    return Array.from({ length: count }, () => this.#pop()).reverse()
  }

  /** All values since the last mark, which goes with them. */
  sinceMark(): Pickled[] {
    const mark = this.#stack.lastIndexOf(MARK)
    if (mark < 0) throw this.#fault('is damaged')
    return this.#stack.splice(mark).slice(1) as Pickled[]
  }

  uint8(): number {
    return this.#byte()
  }

  uint16(): number {
    return this.#view.getUint16(this.#need(2), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#need(4), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#need(4), true)
  }

  /** A length of eight bytes. */
  size(): number {
    const size = this.#view.getBigUint64(this.#need(8), true)
    if (size > BigInt(this.bytes.length)) throw this.#fault('is cut short')
    return Number(size)
  }

  float64(): number {
    return this.#view.getFloat64(this.#need(8), false)
  }

  /** Two's complement, the lowest byte first. */
  long(length: number): number | bigint {
    if (length > 64) throw this.#fault('has a number of more than 512 bits')
    const at = this.#need(length)
    let value = 0n
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[at + i] as number)
    const signed = BigInt.asIntN(length * 8, value)
    return signed >= Number.MIN_SAFE_INTEGER && signed <= Number.MAX_SAFE_INTEGER ? Number(signed) : signed
  }

  raw(length: number): Uint8Array {
    const at = this.#need(length)
    return this.bytes.subarray(at, at + length)
  }

  text(length: number): string {
    return new TextDecoder().decode(this.raw(length))
  }

  #line(): string {
    const end = this.bytes.indexOf(0x0a, this.#at)
    if (end < 0) throw this.#fault('is cut short')
    const text = this.text(end - this.#at)
    this.#at++
    return text
  }

  put(place: number): void {
    this.#memo.set(place, this.#top())
  }

  memoize(): void {
    this.#memo.set(this.#memo.size, this.#top())
  }

  get(place: number): void {
    const value = this.#memo.get(place)
    if (value === undefined) throw this.#fault('is damaged')
    this.push(value)
  }

  /** A name in two lines, or as the two values on top. */
  global(stacked: boolean): void {
    const place = this.#at
    const [module, name] = stacked ? this.popMany(2) : [this.#line(), this.#line()]
    if (typeof module !== 'string' || typeof name !== 'string') throw this.#fault('is damaged', place)
    const full = `${module}.${name}`
    if (!this.rules.allows(full))
      throw this.#fault(`names '${full}', which is no part of weights; nothing was run`, place)
    this.push(new PickledGlobal(full))
  }

  /** A call, described. */
  call(extra: 'none' | 'keywords' | 'object'): void {
    const place = this.#at
    if (extra === 'keywords') this.#pop()
    const args = this.#pop()
    const of = this.#pop()
    if (!(of instanceof PickledGlobal) || !(args instanceof PickledTuple)) throw this.#fault('is damaged', place)
    if (extra === 'none' && !this.rules.allowsCall(of.name)) {
      throw this.#fault(`calls '${of.name}', which is no part of weights; nothing was run`, place)
    }
    this.push(new PickledObject(of, args.items))
  }

  build(): void {
    const state = this.#pop()
    const object = this.#top()
    // A class may be given attributes as well: they are not of interest.
    if (object instanceof PickledObject) object.state = state
  }

  append(values: readonly Pickled[]): void {
    const target = this.#top()
    const list = target instanceof PickledObject ? target.list : target
    if (!Array.isArray(list)) throw this.#fault('is damaged')
    for (const value of values) list.push(value)
  }

  setItems(values: readonly Pickled[]): void {
    const target = this.#top()
    const map = target instanceof PickledObject ? target.items : target
    if (!(map instanceof Map) || values.length % 2 !== 0) throw this.#fault('is damaged')
    for (let i = 0; i < values.length; i += 2) map.set(values[i] as Pickled, values[i + 1] as Pickled)
  }

  reference(): void {
    this.push(new PickledReference(this.#pop()))
  }

  drop(): void {
    this.#pop()
  }
}

const mark = (machine: Unpickler) => machine.push(MARK)

/** What each instruction does. Those that are missing run code, look up extensions, or are text of protocol 0. */
const steps: Readonly<Record<number, (machine: Unpickler) => void>> = {
  // Frames and the protocol's number only tell how long what follows is.
  128: (m) => m.uint8(),
  149: (m) => m.size(),
  40: mark,
  48: (m) => m.drop(),
  78: (m) => m.push(null),
  136: (m) => m.push(true),
  137: (m) => m.push(false),
  74: (m) => m.push(m.int32()),
  75: (m) => m.push(m.uint8()),
  77: (m) => m.push(m.uint16()),
  71: (m) => m.push(m.float64()),
  138: (m) => m.push(m.long(m.uint8())),
  139: (m) => m.push(m.long(m.uint32())),
  88: (m) => m.push(m.text(m.uint32())),
  140: (m) => m.push(m.text(m.uint8())),
  141: (m) => m.push(m.text(m.size())),
  84: (m) => m.push(m.raw(m.uint32())),
  85: (m) => m.push(m.raw(m.uint8())),
  66: (m) => m.push(m.raw(m.uint32())),
  67: (m) => m.push(m.raw(m.uint8())),
  142: (m) => m.push(m.raw(m.size())),
  41: (m) => m.push(new PickledTuple([])),
  133: (m) => m.push(new PickledTuple(m.popMany(1))),
  134: (m) => m.push(new PickledTuple(m.popMany(2))),
  135: (m) => m.push(new PickledTuple(m.popMany(3))),
  116: (m) => m.push(new PickledTuple(m.sinceMark())),
  93: (m) => m.push([]),
  108: (m) => m.push(m.sinceMark()),
  97: (m) => m.append(m.popMany(1)),
  101: (m) => m.append(m.sinceMark()),
  125: (m) => m.push(new Map()),
  115: (m) => m.setItems(m.popMany(2)),
  117: (m) => m.setItems(m.sinceMark()),
  // Sets are lists of their values.
  143: (m) => m.push([]),
  144: (m) => m.append(m.sinceMark()),
  145: (m) => m.push(m.sinceMark()),
  113: (m) => m.put(m.uint8()),
  114: (m) => m.put(m.uint32()),
  148: (m) => m.memoize(),
  104: (m) => m.get(m.uint8()),
  106: (m) => m.get(m.uint32()),
  99: (m) => m.global(false),
  147: (m) => m.global(true),
  82: (m) => m.call('none'),
  129: (m) => m.call('object'),
  146: (m) => m.call('keywords'),
  98: (m) => m.build(),
  81: (m) => m.reference(),
}
