/** The words of `POLYHEAD_REQUIRE`: what must be tested, and fails where it is not there. */
export function required(word: string): boolean {
  return (process.env.POLYHEAD_REQUIRE ?? '').split(/\s+/).includes(word)
}
