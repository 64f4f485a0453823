import { maskTyped } from './mask-named.js'

/**
 * Where a value comes from. `line` and `column` count from 1; `range` holds UTF-16 offsets `[start, end)` into the
 * text.
 */
export type Source = FileSource | OverrideSource | DerivedSource

/** A place in a file. */
export interface FileSource {
  kind: 'file'
  /** The path as it should be shown: relative to the working directory where it lies below it. */
  file: string
  line: number
  column: number
  range: readonly [start: number, end: number]
}

/** A place in an override. */
export interface OverrideSource {
  kind: 'override'
  /** The whole override, as the user typed it. */
  text: string
  range: readonly [start: number, end: number]
  /** Who gave it: `command line`, `hydra.sweeper.params`, `API` … */
  origin: string
}

export interface DerivedSource {
  kind: 'schema' | 'runtime'
  /** The schema's id, or the stage of the run that set the value. */
  by: string
}

/** `configs/optimizer/adam.yaml:3:1`, `override 'a=1'`, `schema optimizer/adam`. */
export function describeSource(source: Source): string {
  if (source.kind === 'file') return `${source.file}:${source.line}:${source.column}`
  if (source.kind === 'override') return `override '${maskTyped(source.text)}'`
  return `${source.kind} ${source.by}`
}
