/** Whether `a` is nowhere worse than `b`, and somewhere better; less is better. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((x, i) => x <= (b[i] as number)) && a.some((x, i) => x < (b[i] as number))
}

/** First the points that no other dominates; then, of the rest, again those that no other dominates; and so on. */
export function fronts<Item extends { values: readonly number[] }>(items: readonly Item[]): Item[][] {
  const sorted: Item[][] = []
  for (let rest = [...items]; rest.length > 0; ) {
    const front = rest.filter((item) => !rest.some((other) => dominates(other.values, item.values)))
    sorted.push(front)
    rest = rest.filter((item) => !front.includes(item))
  }
  return sorted
}

/** How much room each of a front has to itself; those at an end have any. */
export function crowding<Item extends { values: readonly number[] }>(front: readonly Item[]): Map<Item, number> {
  const room = new Map<Item, number>(front.map((item) => [item, 0]))
  const metrics = front[0]?.values.length ?? 0
  for (let metric = 0; metric < metrics; metric++) {
    const at = (item: Item | undefined) => item?.values[metric] ?? 0
    const sorted = [...front].sort((a, b) => at(a) - at(b))
    const width = at(sorted.at(-1)) - at(sorted[0])
    for (const [i, item] of sorted.entries()) {
      const isEnd = i === 0 || i === sorted.length - 1
      const gap = width === 0 ? 0 : (at(sorted[i + 1]) - at(sorted[i - 1])) / width
      room.set(item, isEnd ? Number.POSITIVE_INFINITY : (room.get(item) ?? 0) + gap)
    }
  }
  return room
}
