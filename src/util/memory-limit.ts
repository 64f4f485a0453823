import { totalmem } from 'node:os'

let limit = Number.POSITIVE_INFINITY

/** What the backend that was started can hold, in bytes; no more than this machine, or the container, has. */
export function setMemoryLimit(bytes = Number.POSITIVE_INFINITY): void {
  limit = Math.min(bytes, totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
}

/** Infinity before a backend is started. */
export function memoryLimit(): number {
  return limit
}
