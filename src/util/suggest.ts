import type { Fix } from './diagnostic.js'
import { sameMeaning } from './same-meaning.js'
import type { Source } from './source.js'

/** Damerau-Levenshtein distance (adjacent transpositions count one). O(|a|·|b|). */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min((previous[j] as number) + 1, (row[j - 1] as number) + 1, (previous[j - 1] as number) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] as number) + 1)
      }
      row.push(best)
    }
    before = previous
    previous = row
  }
  return previous[b.length] as number
}

/** Nobody mistypes a longer name, and comparing takes the square of its length. */
const LONGEST = 100

/** How far a candidate is from what was typed; undefined where it is not near enough to be meant. */
function nearness(typed: string, candidate: string): number | undefined {
  if (typed.length > LONGEST || candidate.length > LONGEST) return undefined
  const limit = Math.max(1, Math.floor(typed.length / 3))
  // As many letters must be put in or left out as one is longer.
  const apart = Math.abs(typed.length - candidate.length)
  const near = apart > limit ? apart : editDistance(typed.toLowerCase(), candidate.toLowerCase())
  const contained =
    candidate.length > 2 && typed.length > 2 && (candidate.startsWith(typed) || typed.startsWith(candidate))
  const alike = sameWords(typed, candidate) || sameMeaning(typed, candidate)
  const distance = alike ? 0 : contained ? Math.min(near, limit) : near
  // A name of which nothing is left was not meant.
  return distance <= limit && distance < Math.max(typed.length, candidate.length) ? distance : undefined
}

/** The candidate nearest to what was typed, or undefined where none is near enough to be meant. */
export function nearest(typed: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const distance = nearness(typed, candidate)
    if (distance === undefined || distance >= bestDistance) continue
    best = candidate
    bestDistance = distance
  }
  return best
}

/** `size_batch` for `batch_size`, and `learning_rate` for `lr`: the same words in another order, or as initials. */
function sameWords(typed: string, candidate: string): boolean {
  const words = typed
    .toLowerCase()
    .split(/[_\s.-]+/)
    .filter(Boolean)
  if (words.length < 2) return false
  const other = candidate.toLowerCase()
  return words.map((word) => word[0]).join('') === other || words.sort().join('_') === other.split('_').sort().join('_')
}

/** `did you mean 'x'?`, or undefined. */
export function didYouMean(typed: string, candidates: Iterable<string>): string | undefined {
  const best = nearest(typed, candidates)
  return best === undefined ? undefined : `did you mean '${best}'?`
}

/**
 * The one candidate that was certainly meant: no other is at most twice as far. Of dotted names, what two have in
 * common at their beginning says nothing.
 */
export function certain(typed: string, candidates: Iterable<string>): string | undefined {
  const near = [...new Set(candidates)].flatMap((candidate) => {
    const distance = nearness(...unlike(typed, candidate))
    return distance === undefined ? [] : [{ candidate, distance }]
  })
  const least = Math.min(...near.map(({ distance }) => distance))
  const meant = near.filter(({ distance }) => distance <= Math.max(1, 2 * least))
  return meant.length === 1 ? meant[0]?.candidate : undefined
}

function unlike(typed: string, candidate: string): [string, string] {
  const [a, b] = [typed.split('.'), candidate.split('.')]
  let same = 0
  while (same < Math.min(a.length, b.length) - 1 && a[same] === b[same]) same++
  return [a.slice(same).join('.'), b.slice(same).join('.')]
}

/** How to mend a slip that stands in a file, where it is certain what was meant. */
export function certainFix(source: Source | undefined, typed: string, candidates: Iterable<string>): Fix | undefined {
  if (source?.kind !== 'file') return undefined
  const to = certain(typed, candidates)
  return to === undefined ? undefined : { source, from: typed, to }
}
