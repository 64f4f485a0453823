/** A case with the answer recorded for it. */
export interface Vector {
  id: string
  kind: string
  expect: unknown
  /** The absolute path of its tree. */
  dir?: string
}

/** Every `*.jsonl` of a folder. */
export function vectorFiles(folder: string): string[]

/** The vectors of a file that can be compared and whose trees are there. */
export function readVectors(file: string, folder: string): { name: string; vectors: Vector[]; skipped: number }

/** What differs from the recorded answer, or nothing; and what was answered. */
export function check(
  vector: Vector,
): Promise<{ differences: string[]; outcome: { value: unknown } | { error: Error } }>

/** Calls it in the environment in which the vectors were recorded. */
export function inRecordedEnvironment<T>(ask: () => T): Promise<Awaited<T>>
