import type { RunRecord } from '../rundir/run-record.js'

/** Of a backend: `target` follows from the name, and earlier records lack it; why it was chosen changes no number. */
const NOT_COMPUTED_WITH: readonly string[] = ['target', 'chosen', 'lacks']

/** A circumstance of two runs that was not the same. */
export interface EnvironmentDifference {
  what: string
  /** As JSON; `none` where there is no such thing. */
  first: string
  second: string
}

/** What differs between the circumstances of two runs, the likeliest first: it may explain why their numbers differ. */
export function environmentDifferences(first: RunRecord, second: RunRecord): EnvironmentDifference[] {
  const found: EnvironmentDifference[] = []
  const compare = (what: string, a: unknown, b: unknown) => {
    const [x, y] = [a, b].map((value) => (value === undefined ? 'none' : JSON.stringify(value))) as [string, string]
    if (x !== y) found.push({ what, first: x, second: y })
  }
  const keys = (a: object | null, b: object | null) => new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])
  const sums = (record: RunRecord) => new Map(record.data.map((file) => [file.name, file.sha256]))
  const [a, b] = [sums(first), sums(second)]
  for (const name of new Set([...a.keys(), ...b.keys()])) compare(`checksum of data ${name}`, a.get(name), b.get(name))
  const [begun, again] = [first.warmStart, second.warmStart]
  // Records of earlier versions do not tell.
  if (begun && again) for (const name of keys(begun, again)) compare(`checksum of ${name}`, begun[name], again[name])
  compare('git commit', first.git?.commit, second.git?.commit)
  compare('git diff', first.git?.diffSha256, second.git?.diffSha256)
  compare('seed', first.seed, second.seed)
  for (const name of keys(first.versions, second.versions)) {
    compare(`version of ${name}`, first.versions[name], second.versions[name])
  }
  for (const key of keys(first.backend, second.backend)) {
    if (!NOT_COMPUTED_WITH.includes(key)) compare(`backend ${key}`, first.backend?.[key], second.backend?.[key])
  }
  for (const key of ['os', 'release', 'arch', 'cpu', 'cores', 'cpuFeatures'] as const) {
    compare(key === 'cpuFeatures' ? 'CPU features' : key, first.platform[key], second.platform[key])
  }
  return found
}
