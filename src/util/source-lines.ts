import { readFileSync } from 'node:fs'

/** The lines of a file, by the path as it is shown; none where it cannot be read. */
export type ReadLines = (file: string) => readonly string[]

/** Each file is read once. */
export function lineReader(readText: (file: string) => string | undefined = readFromDisk): ReadLines {
  const files = new Map<string, readonly string[]>()
  return (file) => {
    const lines = files.get(file) ?? readText(file)?.split(/\r\n|[\r\n]/) ?? []
    files.set(file, lines)
    return lines
  }
}

function readFromDisk(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch {
    // A message without its code frame still tells the place.
    return undefined
  }
}
