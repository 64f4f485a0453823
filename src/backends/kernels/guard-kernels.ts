import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { bytesText } from '../../util/bytes-text.js'
import { RunError } from '../../util/run-error.js'
import { nativeProblem } from '../find-native.js'
import { type Kernel, overrideKernel } from './kernel.js'

/** What Emscripten's module has beside what its types say. */
interface WasmModule {
  asm: { malloc(bytes: number): number }
  HEAP32: Int32Array
  HEAPU8: Uint8Array
  _malloc(bytes: number): number
  _free(address: number): void
  ___errno_location(): number
  tfjs: { disposeData(id: number): void; dispose(): void }
}

/** The heap's largest size, in bytes: what the module was built with. */
export const heapLimit = 4_294_901_760

/** musl's code where `malloc` finds no memory. */
const ENOMEM = 48

/** No variable lies at address 0: who writes there writes through a null pointer. */
const CANARY = 0x63736d65

/** XNNPACK's words for the same. */
const XNN_OUT_OF_MEMORY = 'Got status 6.'

/**
 * Makes kernels that fail throw. TensorFlow.js's C++ only prints that XNNPACK refused a call, does not look at what
 * `malloc` returns, and goes on with whatever the output's memory holds. Its `malloc`, near 4 GiB, also returns memory
 * beyond the heap's end.
 */
class KernelGuard {
  #wasm: WasmModule | undefined
  #printed: string[] = []
  #errno = 0
  /** The kernel that runs. */
  #running: string | undefined
  /** Why nothing can be computed any more: a `malloc` that failed once is not to be trusted again. */
  #broken: RunError | undefined

  get broken(): boolean {
    return this.#broken !== undefined
  }

  /**
   * Watches the backend that is started, from now on.
   * @param printed what its C++ prints to standard error; emptied here.
   */
  watch(printed: string[]): void {
    const wasm = (tf.backend() as BackendWasm).wasm as unknown as WasmModule
    if (wasm === this.#wasm) return
    this.#wasm = wasm
    this.#printed = printed
    this.#broken = undefined
    this.#errno = wasm.___errno_location() >> 2
    wasm.HEAP32[0] = CANARY
    wasm.HEAP32[this.#errno] = 0
    wasm._malloc = (bytes) => this.#allocate(wasm, bytes)
  }

  /** A kernel that throws a RunError where it fails. */
  around(name: string, kernel: Kernel): Kernel {
    return (call) => {
      if (this.#broken) throw this.#broken
      const outer = this.#running
      this.#running = name
      try {
        const result = kernel(call)
        this.#check()
        return result
      } catch (error) {
        // what a trap of WebAssembly throws
        throw error instanceof Error && error.name === 'RuntimeError' ? this.#break(error.message) : error
      } finally {
        this.#running = outer
      }
    }
  }

  #check(): void {
    const { HEAP32 } = this.#wasm as WasmModule
    if (HEAP32[0] !== CANARY) throw this.#break('it wrote to memory that it was not given')
    if (HEAP32[this.#errno] === ENOMEM) throw this.#break('out of memory')
    if (this.#printed.length === 0) return
    const reasons = [...new Set(this.#printed.splice(0))].join(' ')
    if (reasons.includes(XNN_OUT_OF_MEMORY)) throw this.#break('out of memory')
    throw new RunError(`WebAssembly: ${this.#who()} failed: ${reasons}`)
  }

  #allocate(wasm: WasmModule, bytes: number): number {
    if (this.#broken) throw this.#broken
    // a larger number would be taken modulo 2³²
    const address = bytes <= heapLimit ? wasm.asm.malloc(bytes) : 0
    if (address !== 0 && (address >>> 0) + bytes <= wasm.HEAPU8.length) return address
    throw this.#break(`out of memory: there is no room for another ${bytesText(bytes)}`)
  }

  #break(reason: string): RunError {
    const wasm = this.#wasm as WasmModule
    const heap = `the heap has ${bytesText(wasm.HEAPU8.length)} of at most ${bytesText(heapLimit)}`
    const other = nativeProblem() === undefined ? ', or use backend=native' : ''
    this.#broken = new RunError(`WebAssembly: ${this.#who()} failed: ${reason}; ${heap}`, {
      hint: `make the model or dataset.batch_size smaller${other}`,
    })
    // to free what lies in damaged memory would trap, and hide why
    wasm._free = () => {}
    Object.assign(wasm.tfjs, { disposeData: () => {}, dispose: () => {} })
    return this.#broken
  }

  #who(): string {
    return this.#running ? `the kernel ${this.#running}` : 'making a tensor'
  }
}

export const kernelGuard = new KernelGuard()

/** Puts the guard around every kernel that is registered. Once. */
export function guardKernels(): void {
  for (const { kernelName } of tf.getKernelsForBackend('wasm')) {
    overrideKernel(kernelName, (kernel) => kernelGuard.around(kernelName, kernel))
  }
}
