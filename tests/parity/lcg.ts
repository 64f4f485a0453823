import { loadStateDict, type Stateful, stateDict } from '../../src/nn/state-dict.js'

/** The stream s = 2u − 1 that the vectors' weights and inputs are made of. */
export class LCG {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (Math.imul(1664525, this.#state) + 1013904223) >>> 0
    return this.#state / 2 ** 32
  }

  /** s, as float32. */
  values(size: number): Float32Array {
    return Float32Array.from({ length: size }, () => 2 * this.next() - 1)
  }
}

/**
 * Fills a model's weights and statistics from one stream over torch's `state_dict()`, as the vectors do.
 * @param order the names in torch's order, where the vector gives them; without a prefix.
 */
export async function fillFromLCG(model: Stateful, seed: number): Promise<string[]> {
  const stream = new LCG(seed)
  const state = await stateDict(model)
  for (const [name, { shape, data }] of state) {
    if (name.endsWith('num_batches_tracked')) continue
    const fanIn = shape.slice(1).reduce((product, size) => product * size, 1)
    const formula = formulaOf(name, shape.length, fanIn)
    for (let i = 0; i < data.length; i++) data[i] = formula(2 * stream.next() - 1)
  }
  loadStateDict(model, state)
  return [...state.keys()]
}

function formulaOf(name: string, rank: number, fanIn: number): (s: number) => number {
  if (name.endsWith('.weight') && rank >= 2) return (s) => s * Math.sqrt(6 / fanIn)
  if (name.endsWith('.weight') || name.endsWith('.running_var')) return (s) => 1 + 0.1 * s
  return (s) => 0.05 * s
}
