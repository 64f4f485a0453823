import type { Diagnostic } from '../util/diagnostic.js'

/**
 * One wrong value that several references repeat is one mistake, whatever each of them takes it for: the others are
 * named in its last line.
 */
export function oncePerPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const first = new Map<string, Diagnostic>()
  const isByWay = ({ notes }: Diagnostic) => notes?.[0]?.startsWith('by way of') ?? false
  const placeOf = ({ source, path }: Diagnostic) =>
    source?.kind === 'file' || source?.kind === 'override' ? JSON.stringify(source) : `${path} ${source?.kind}`
  // The value's own path before those that only refer to it.
  const ordered = [...diagnostics].sort((a, b) => Number(isByWay(a)) - Number(isByWay(b)))
  const own = new Map<string, string>()
  for (const diagnostic of ordered) {
    const { code, path } = diagnostic
    const place = placeOf(diagnostic)
    const key = `${code} ${place} ${isKeyError(code) ? path : ''}`
    const isOwn = !isByWay(diagnostic) && !isKeyError(code) && diagnostic.severity !== 'warning'
    if (isOwn && !own.has(place)) own.set(place, key)
    const same = first.has(key) ? key : isByWay(diagnostic) ? own.get(place) : undefined
    const other = same === undefined ? undefined : first.get(same)
    if (same === undefined || !other) first.set(key, diagnostic)
    else if (other.path !== path) first.set(same, { ...other, notes: [...(other.notes ?? []), `also at ${path}`] })
  }
  return [...first.values()]
}

function isKeyError(code: string): boolean {
  return code === 'missing-key' || code === 'unknown-key'
}
