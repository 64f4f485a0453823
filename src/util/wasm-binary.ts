/** Of the runtime's WebAssembly, for which Node has no types, what is used here. */
interface Runtime {
  Memory: new (limits: { initial: number }) => WasmMemory
  Module: new (bytes: Uint8Array) => WasmModule
  Instance: new (module: WasmModule, imports?: object) => { exports: object }
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): void
}

export type WasmModule = object

/** Compiles modules and starts them. */
export const runtime = (globalThis as unknown as { WebAssembly: Runtime }).WebAssembly

/** Bytes of which a memory has a whole number. */
export const PAGE = 2 ** 16

/** More cannot be addressed. */
const MOST_PAGES = 2 ** 16

/** A memory of at least so many bytes; undefined where there is none. */
export function newMemory(bytes: number): WasmMemory | undefined {
  const initial = Math.ceil(bytes / PAGE)
  if (initial > MOST_PAGES) return undefined
  try {
    return new runtime.Memory({ initial })
  } catch {
    // the process may not have so much, or may not reserve the addresses around it
    return undefined
  }
}

/** Types, as the binary format numbers them. */
export const [I32, F32, F64, V128, FUNCTION, NOTHING] = [0x7f, 0x7d, 0x7c, 0x7b, 0x60, 0x40]

/** Instructions that need no more than their number. */
export const [LOOP, END, BRANCH_IF, LESS_I32, ADD_I32, ADD_F64] = [0x03, 0x0b, 0x0d, 0x49, 0x6a, 0xa0]

export const get = (local: number) => [0x20, ...unsigned(local)]
export const set = (local: number) => [0x21, ...unsigned(local)]

/** A number from 0 to 63. */
export const constant = (value: number) => [0x41, value]

/** An instruction on vectors. */
export const vector = (code: number, ...rest: readonly number[]) => [0xfd, ...unsigned(code), ...rest]

/** Adds 0 … 63 to a local variable. */
export const advance = (local: number, by: number) => [...get(local), ...constant(by), ADD_I32, ...set(local)]

/** Ends a loop: again as long as the local variable is below its limit. */
export const again = (local: number, limit: number) => [...get(local), ...get(limit), LESS_I32, BRANCH_IF, 0, END]

/** A module of these sections: their numbers, and what they hold. */
export function wasmModule(sections: readonly (readonly [id: number, content: readonly number[]])[]): Uint8Array {
  const header = [0, ...Buffer.from('asm'), 1, 0, 0, 0]
  return Uint8Array.from([...header, ...sections.flatMap(([id, content]) => [id, ...sized(content)])])
}

/** Starts a module, in a memory of the process where it imports one (`ownMemory`). */
export function instantiate<Exports>(module: WasmModule, memory?: WasmMemory): Exports {
  return new runtime.Instance(module, memory && { own: { memory } }).exports as Exports
}

export function compile(bytes: Uint8Array): WasmModule {
  return new runtime.Module(bytes)
}

/** The section that imports the memory. */
export const ownMemory = [2, [1, ...text('own'), ...text('memory'), 2, 0, 1]] as const

/** An entry of the section of exports: functions are of kind 0, memories of kind 2. */
export function exported(name: string, kind: number, index: number): number[] {
  return [...text(name), kind, index]
}

/** After its length. */
export function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content]
}

export function text(value: string): number[] {
  return sized([...Buffer.from(value)])
}

/** Seven bits a byte, the lowest first. */
export function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}
