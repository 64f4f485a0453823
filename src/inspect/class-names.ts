/**
 * Of the names of components, the one whose class is likely of the same kind as a class of another program: it is
 * called the same, else the other one is called after it, as `MyCSVLogger` after `CSVLogger`. The module's path says
 * little about which component is meant, and what is spelled similarly says nothing: no `gymnasium.make` is a `MAE`,
 * and no `Sequential` a `SequentialLR`.
 * @param names dotted, as `polyhead.optimizers.Adam`
 */
export function namedAlike(target: string, names: readonly string[]): string | undefined {
  const theirs = lastOf(target)
  const same = names.find((name) => isSame(lastOf(name), theirs))
  if (same !== undefined) return same
  const after = names.filter((name) => isCalledAfter(theirs, name))
  return after.sort((a, b) => lastOf(b).length - lastOf(a).length)[0]
}

/** Capitals and underscores are a matter of taste in a longer name: a `Config` is no `ConFIG`. */
const LEAST_FOR_TASTE = 7

function isSame(own: string, other: string): boolean {
  if (own === other) return true
  return own.length >= LEAST_FOR_TASTE && plain(own) === plain(other)
}

/** A name of one word, such as `Static`, is part of many others: it takes no more than two letters beside it. */
const MOST_BESIDE = 2

function isCalledAfter(theirs: string, name: string): boolean {
  const own = lastOf(name)
  const rest = restOf(theirs, own)
  if (rest === undefined || own.length <= MOST_BESIDE) return false
  const words = own.split(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_/).length
  const [group = ''] = name.split('.').slice(-2)
  return rest.length <= (words > 1 ? own.length : MOST_BESIDE) || plain(`${rest}s`) === plain(group)
}

/** What a class's name has before or after another, in words of its own. */
function restOf(theirs: string, own: string): string | undefined {
  if (theirs.length <= own.length) return undefined
  const after = theirs.slice(own.length)
  if (isSame(own, theirs.slice(0, own.length)) && /^[A-Z\d_]/.test(after)) return after
  const before = theirs.slice(0, -own.length)
  return isSame(own, theirs.slice(-own.length)) && /[a-z\d_]$/.test(before) ? before : undefined
}

const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

const plain = (name: string): string => name.replaceAll('_', '').toLowerCase()
