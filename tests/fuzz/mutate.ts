import { hostileText, hostileValue } from './hostile.js'
import type { Random } from './random.js'

/** A text with a few of its lines or words changed, doubled, moved or lost. */
export function mutateText(text: string, random: Random): string {
  let lines = text.split('\n')
  for (let left = 1 + random.below(3); left > 0; left--) lines = mutateLines(lines, random)
  return lines.join('\n')
}

function mutateLines(lines: string[], random: Random): string[] {
  const at = random.below(lines.length)
  const line = lines[at] ?? ''
  const put = (...others: string[]) => lines.toSpliced(at, 1, ...others)
  switch (random.below(9)) {
    case 0:
      return put()
    case 1:
      return put(line, line)
    case 2:
      return put(`${' '.repeat(random.below(6))}${line.trim()}`)
    case 3:
      return put(line.replace(/[^:]*$/, () => ` ${scalar(hostileValue(random))}`))
    case 4:
      return put(line.replace(/\w+/, () => hostileText(random)))
    case 5:
      return put(line.slice(0, random.below(line.length + 1)) + hostileText(random))
    case 6:
      return put(line, lines[random.below(lines.length)] ?? '')
    case 7:
      return lines.slice(0, at)
    default:
      return put(line, `${hostileText(random)}: ${scalar(hostileValue(random))}`)
  }
}

function scalar(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null')
}

/** Bytes with some changed, put in, doubled or lost. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let result = Buffer.from(bytes)
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(result.length + 1)
    const head = result.subarray(0, at)
    const tail = result.subarray(at)
    const kind = random.below(6)
    if (kind === 0) result = Buffer.from(head)
    else if (kind === 1) result = Buffer.concat([head, Buffer.from(hostileText(random)), tail])
    else if (kind === 2) result = Buffer.concat([head, tail.subarray(random.below(9))])
    else if (kind === 3) result = Buffer.concat([head, tail.subarray(0, 64), tail])
    else if (at < result.length) result[at] = kind === 4 ? random.pick([0, 0x7f, 0x80, 0xff]) : random.below(256)
  }
  return result
}

/** A JSON value with something in it changed. */
export function mutateValue(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(0.2)) return hostileValue(random)
    const at = random.below(value.length)
    if (random.chance(0.15)) return value.toSpliced(at, 1)
    return value.with(at, mutateValue(value[at], random))
  }
  if (typeof value !== 'object' || value === null) return hostileValue(random)
  const entries = Object.entries(value)
  if (entries.length === 0 || random.chance(0.05)) return hostileValue(random)
  const at = random.below(entries.length)
  const [key, child] = entries[at] as [string, unknown]
  if (random.chance(0.15)) return Object.fromEntries(entries.toSpliced(at, 1))
  if (random.chance(0.1)) return Object.fromEntries([...entries, [hostileText(random), hostileValue(random)]])
  return Object.fromEntries(entries.with(at, [key, mutateValue(child, random)]))
}
