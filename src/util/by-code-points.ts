/** Sorts texts as Python does: by code points, which UTF-8's bytes follow. */
export function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
