interface Held {
  /** What this process had before anybody held it. */
  readonly before: string | undefined
  /** Whoever holds it, in order: the last one's value is the process's. */
  holders: { readonly value: string }[]
}

const held = new Map<string, Held>()

/**
 * Does something in a process that has these variables; it is as before when that is done. Of two at once the later one
 * has its own, and whichever ends first leaves the other's.
 */
export async function withVariables<T>(
  variables: Readonly<Record<string, string>>,
  action: () => T,
): Promise<Awaited<T>> {
  const releases = Object.entries(variables).map(([name, value]) => hold(name, value))
  try {
    return await action()
  } finally {
    for (const release of releases) release()
  }
}

/** @returns what gives it back */
function hold(name: string, value: string): () => void {
  const one = held.get(name) ?? { before: process.env[name], holders: [] }
  const own = { value }
  held.set(name, one)
  one.holders.push(own)
  process.env[name] = value
  return () => {
    one.holders = one.holders.filter((each) => each !== own)
    if (one.holders.length === 0) held.delete(name)
    const now = one.holders.at(-1)?.value ?? one.before
    if (now === undefined) delete process.env[name]
    else process.env[name] = now
  }
}
