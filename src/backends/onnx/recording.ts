import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import type { Shape } from '../shapes.js'
import type { Call, OnnxKernel, Ref, TensorType } from './kernel.js'
import { Stored } from './stored.js'

/** A stored tensor as a kernel's caller sees it. */
export interface Seen {
  stored: Stored
  shape: Shape
}

/** Kernels that were called and have not been run. */
export class Recording {
  readonly calls: Call[] = []
  /** What the calls will give, numbered over all of them. */
  readonly results: Stored[] = []
  /** What the calls take that was there before. */
  readonly leaves: Stored[] = []
  readonly #signature: string[] = []

  /** Two recordings of the same signature, and the same types of leaves, are the same program. */
  get signature(): string {
    return this.#signature.join('\n')
  }

  /** Notes a call. @returns its results, which have no values yet. */
  add(name: string, kernel: OnnxKernel, seen: Readonly<Record<string, Seen>>, attrs: NamedAttrMap): Stored[] {
    const inputs: Record<string, Ref> = {}
    let signature = name
    for (const [key, { stored, shape }] of Object.entries(seen)) {
      const ref = this.#ref(stored, shape)
      inputs[key] = ref
      signature += ref.leaf === undefined ? ` r${ref.result}[${shape}]` : ` l${ref.leaf}[${shape}]`
    }
    signature += attributesText(attrs)
    const inferred = kernel.infer(inputs, attrs)
    // A kernel may give an input as the type: what it refers to is no part of that.
    const types = (Array.isArray(inferred) ? (inferred as readonly TensorType[]) : [inferred as TensorType]).map(
      ({ shape, dtype }): TensorType => ({ shape, dtype }),
    )
    const first = this.results.length
    this.calls.push({ name, kernel, inputs, attrs, results: types, first })
    this.#signature.push(signature)
    return types.map(({ shape, dtype }) => {
      const stored = new Stored(shape, dtype)
      stored.result = this.results.push(stored) - 1
      return stored
    })
  }

  /** Takes the stored tensors' places in this recording from them. */
  close(): void {
    for (const stored of this.leaves) stored.leaf = undefined
    for (const stored of this.results) stored.result = undefined
  }

  #ref(stored: Stored, shape: Shape): Ref {
    const { dtype, result } = stored
    if (result !== undefined) return { result, shape, dtype }
    stored.leaf ??= this.leaves.push(stored) - 1
    return { leaf: stored.leaf, shape, dtype }
  }
}

/** The same for the same attributes. */
export function attributesText(attrs: NamedAttrMap): string {
  let text = ''
  for (const key in attrs) text += ` ${key}=${textOf(attrs[key])}`
  return text
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
