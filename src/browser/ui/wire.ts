/** What the server and its pages say to each other, as JSON. */

import type { RunGroup } from '../../report/group-runs.js'
import type { SavedConfusions } from '../../report/read-confusions.js'
import type { Study } from '../../report/study.js'
import type { FlatValue, RunSummary } from '../../runs/index.js'

/** More runs cannot be told apart. */
export const MOST_COMPARED = 100

/** What a user said of a run. */
export interface RunNotes {
  name: string
  tags: readonly string[]
  notes: string
}

/** Something happened; `dir` is relative to the folder that is served. */
export type LiveEvent =
  /** Another table of runs; more than can be told. */
  | { type: 'runs' | 'all' }
  /** A run's record is another one; it logged more; its log grew; a sweep did something. */
  | { type: 'run' | 'metrics' | 'log' | 'sweep'; dir: string }

/** What was wrong with a request. */
export interface WireError {
  message: string
  hint?: string
}

/** The runs that were asked for, column by column. */
export interface RunsTable {
  /** The folder that is served. */
  folder: string
  /** How many runs there are, whether they were asked for or not. */
  total: number
  dirs: readonly string[]
  statuses: readonly RunSummary['status'][]
  /** Of runs about which a user said something. */
  notes: Readonly<Record<string, RunNotes>>
  /** By name; null where a run has no such value. */
  columns: Readonly<Record<string, readonly FlatValue[]>>
  /** Columns worth showing: the values in which runs differ, and what came out. */
  proposed: readonly string[]
  /** Every name that columns and conditions may have. */
  known: readonly string[]
}

/** Runs that differ in their seeds alone. */
export interface WireGroup extends Omit<RunGroup, 'runs' | 'config'> {
  dirs: readonly string[]
  /** In what it differs from the other groups. */
  values: Readonly<Record<string, FlatValue>>
}

export interface GroupsTable {
  groups: readonly WireGroup[]
  /** Reproductions are no seeds of their own: they are not counted. */
  reproductions: number
}

/** A piece of a metric: all of it, or as much as can be seen. */
export interface WireSeries {
  name: string
  /** How many values were logged. */
  total: number
  /** Whether nothing between these was left out. */
  exact: boolean
  steps: readonly number[]
  epochs: readonly (number | null)[]
  /** That the run had run, without its pauses, where it kept when it logged. */
  seconds?: readonly (number | null)[]
  /** Null: not finite. */
  values: readonly (number | null)[]
}

export interface WireMetrics {
  series: readonly WireSeries[]
}

export interface WireLog {
  /** The file; null where there is none. */
  name: string | null
  text: string
  /** Bytes of the file: the first of the text, and the one after its last. */
  from: number
  to: number
  size: number
}

export interface WireFile {
  path: string
  /** Bytes. */
  size: number
}

/** A value of a run's config. */
export interface WireValue {
  key: string
  value: FlatValue
  /** Who set it; null where the run has not kept that. */
  source: string | null
  /** What its schema says of it. */
  description: string | null
  expected: string | null
}

/** How far a run has come that still runs. */
export interface WireProgress {
  /** Of all steps, from 0 to 1. */
  done: number
  /** Seconds until training ends, if it goes on as fast. */
  left: number
}

export interface WireRun {
  dir: string
  /** For who types it. */
  path: string
  kind: RunSummary['kind']
  status: RunSummary['status']
  exitReason: string | null
  started: string
  ended: string | null
  durationSeconds: number | null
  progress: WireProgress | null
  notes: RunNotes
  results: RunSummary['results']
  classNames: Readonly<Record<string, readonly string[]>>
  confusions: readonly SavedConfusions[]
  config: readonly WireValue[]
  hparams: Readonly<Record<string, unknown>>
  /** Names and values. */
  environment: readonly (readonly [name: string, value: string])[]
  data: readonly { name: string; sha256: string; rows: number }[]
  checksums: Readonly<Record<string, string>>
  git: { commit: string; branch: string | null; changed: boolean; diffOmitted: string | null } | null
  /** What `git diff HEAD` printed. */
  diff: string | null
  files: readonly WireFile[]
  /** What can be typed: names and commands. */
  commands: readonly (readonly [name: string, command: string])[]
  /** The run that this one reproduces, and the one whose weights it tested. */
  reproduces: WireRelative | null
  parent: WireRelative | null
}

/** Another run that a run tells of. */
export interface WireRelative {
  /** As the run tells it, or, below the folder, as pages call it. */
  dir: string
  /** Whether the folder has it. */
  known: boolean
}

/** A run that reproduces another. */
export interface WireReproduction {
  dir: string
  status: RunSummary['status']
  /** Null where it has not ended, or there is nothing to compare. */
  verdict: 'identical' | 'close' | 'differs' | null
  maxDifference: number | null
}

/** A run beside others. */
export interface ComparedRun {
  dir: string
  /** What it is called in charts: no two have the same. */
  label: string
  /** What the runs of its group, which differ in their seeds alone, are called. */
  group: string
  status: RunSummary['status']
  durationSeconds: number | null
  results: RunSummary['results']
  /** How much better than single-task training, by task, where the folder holds such a baseline. */
  gains: Readonly<Record<string, number>> | null
}

export interface WireComparison {
  /** Those that could be read. */
  runs: readonly ComparedRun[]
  /** What is wrong with the others. */
  problems: readonly { dir: string; message: string }[]
  /** Keys of which not all have the same value; null: a run does not have it. */
  differences: readonly { key: string; values: readonly (string | null)[] }[]
}

/** A sweep in the list of them. */
export interface ListedSweep {
  dir: string
  /** ISO 8601. */
  began: string | null
  /** How many jobs stand how. */
  jobs: Readonly<Record<string, number>>
  /** As typed. */
  overrides: readonly string[]
  /** Why it cannot be read. */
  problem: string | null
}

/** A sweep: its trials, what mattered, and what was best. */
export interface WireSweep {
  /** ISO 8601. */
  began: string
  study: Study
  /** Of each metric: how important each parameter is. */
  importance: readonly (readonly (readonly [name: string, share: number])[])[]
  /** The run of each trial, in their order, where it has one. */
  runs: readonly (string | null)[]
  /** Trials that none beats, each with its overrides as they can be typed. */
  best: readonly { num: number; line: string }[]
}
