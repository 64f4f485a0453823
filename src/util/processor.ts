import { readFileSync } from 'node:fs'

let flags: ReadonlySet<string> | undefined

/** Whether the processor has all of these, by Linux's names: `avx2`. Elsewhere none is known. */
export function processorHas(...names: readonly string[]): boolean {
  flags ??= readFlags()
  return names.every((name) => flags?.has(name))
}

function readFlags(): ReadonlySet<string> {
  if (process.platform !== 'linux') return new Set()
  try {
    const [, list = ''] = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? []
    return new Set(list.trim().split(/\s+/))
  } catch {
    return new Set()
  }
}
