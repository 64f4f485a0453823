import { readFileSync } from 'node:fs'
import { arch, cpus, platform, release, totalmem } from 'node:os'

/** The machine that a run ran on. */
export interface PlatformFacts {
  os: string
  release: string
  arch: string
  cpu: string
  cores: number
  /** Instruction sets that numeric libraries choose their kernels by; empty where the system does not tell. */
  cpuFeatures: string[]
  memoryMiB: number
}

const FEATURES = /^(sse4_[12]|avx\w*|fma|f16c|amx_\w+|neon|asimd\w*|sve\w*|bf16|i8mm)$/

/** What may change the last bit of a result, as far as the system tells. */
export function platformFacts(): PlatformFacts {
  const cores = cpus()
  return {
    os: platform(),
    release: release(),
    arch: arch(),
    cpu: cores[0]?.model ?? '',
    cores: cores.length,
    cpuFeatures: cpuFeatures(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
  }
}

function cpuFeatures(): string[] {
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''
    return [...new Set(line.split(/\s+/).filter((flag) => FEATURES.test(flag)))].sort()
  } catch {
    // Only Linux has this file.
    return []
  }
}
