import type { OverrideContext } from './errors.js'

/**
 * A shuffled copy. Hydra's order differs from run to run; ours is a function of the override's text and the seed alone,
 * so that a sweep can be repeated: Fisher-Yates with the generator `splitmix32`, seeded with FNV-1a of the text, xor
 * the seed.
 */
export function shuffled<T>(items: readonly T[], { text, seed }: Pick<OverrideContext, 'text' | 'seed'>): T[] {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  state ^= seed
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const list = [...items]
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const swap = list[i] as T
    list[i] = list[j] as T
    list[j] = swap
  }
  return list
}
