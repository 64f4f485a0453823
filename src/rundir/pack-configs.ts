import type { FlatValue } from './flat-config.js'

type FlatConfig = Record<string, FlatValue>

/** Configs of which most are almost the same, each as what it changes of a base. */
export interface PackedConfigs {
  bases: FlatConfig[]
  /** Index of the base, and the keys that have another value. Base and config have the same keys. */
  configs: [base: number, changes: FlatConfig][]
}

/** Stores the configs so that thousands of runs take kilobytes, not megabytes. */
export function packConfigs(configs: readonly FlatConfig[]): PackedConfigs {
  const bases: FlatConfig[] = []
  const indexOf = new Map<string, number>()
  const packed = configs.map((config): [number, FlatConfig] => {
    const shape = JSON.stringify(Object.keys(config))
    const index = indexOf.get(shape) ?? bases.push(config) - 1
    indexOf.set(shape, index)
    const base = bases[index] as FlatConfig
    const changes = Object.entries(config).filter(([key, value]) => !sameValue(value, base[key]))
    return [index, Object.fromEntries(changes)]
  })
  return { bases, configs: packed }
}

/** The configs as they were. */
export function unpackConfigs({ bases, configs }: PackedConfigs): FlatConfig[] {
  return configs.map(([base, changes]) => ({ ...bases[base], ...changes }))
}

function sameValue(a: FlatValue, b: FlatValue | undefined): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
}
