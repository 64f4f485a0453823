/**
 * Places of a curve that look like all of it: of each of `buckets` stretches of equal length the first, the last, the
 * least and the greatest value, in order. A stretch without a finite value keeps its first place, so that gaps stay.
 * All places, where they are no more than that.
 */
export function downsample(values: ArrayLike<number>, from: number, to: number, buckets: number): number[] {
  const count = to - from
  if (count <= 4 * buckets) return Array.from({ length: count }, (_, i) => from + i)
  const places: number[] = []
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = from + Math.floor((bucket * count) / buckets)
    const end = from + Math.floor(((bucket + 1) * count) / buckets)
    let [least, greatest] = [-1, -1]
    for (let i = start; i < end; i++) {
      const value = values[i] as number
      if (!Number.isFinite(value)) continue
      if (least < 0 || value < (values[least] as number)) least = i
      if (greatest < 0 || value > (values[greatest] as number)) greatest = i
    }
    const kept = new Set([start, least, greatest, end - 1].filter((place) => place >= start))
    places.push(...[...kept].sort((a, b) => a - b))
  }
  return places
}

/**
 * Places at even distances: multiples of a power of two, so that those of a shorter series are among them, too; and
 * the last one. All places, where they are no more than `most`.
 */
export function evenPlaces(from: number, to: number, most: number): number[] {
  const stride = 2 ** Math.max(0, Math.ceil(Math.log2((to - from) / most)))
  const places: number[] = []
  for (let place = Math.ceil(from / stride) * stride; place < to; place += stride) places.push(place)
  if (to > from && places.at(-1) !== to - 1) places.push(to - 1)
  return places
}

/** The first place from which on an ascending list is at least `wanted`. */
export function lowerBound(list: ArrayLike<number>, wanted: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] as number) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
