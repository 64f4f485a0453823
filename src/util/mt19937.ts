/** Words of the generator's state, and how far on the word is that each is mixed with. */
export const [N, M] = [624, 397]

/** The word that comes in place of one. @param next the one behind it @param far the one that it is mixed with */
export function mixed(here: number, next: number, far: number): number {
  const y = (here & 0x80000000) | (next & 0x7fffffff)
  return far ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df)
}
