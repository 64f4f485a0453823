import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LARGEST, readRunFile } from '../rundir/run-file.js'
import { temporaryPath } from '../rundir/write-file.js'
import { parseJson } from '../util/bounded-json.js'
import type { JobMetrics, JobOutcome } from './job-document.js'
import { sweepLayout } from './sweep-layout.js'

/** What the process of a job leaves for its sweep, whole or not at all: the sweep's own process may be gone by then. */
export type LeftOutcome = { attempt: number } & (
  | { status: 'done'; outcome: JobOutcome }
  | { status: 'failed' | 'interrupted'; error: LeftError }
)

/** An error as plain data: enough to show it. */
export interface LeftError {
  kind: 'config' | 'run' | 'other'
  message: string
  hint?: string
  diagnostics?: unknown[]
  stack?: string
}

function outcomeFile(sweepDir: string, num: number): string {
  return join(sweepLayout(sweepDir).jobs, `${num}.json`)
}

export function leaveOutcome(sweepDir: string, num: number, left: LeftOutcome): void {
  const file = outcomeFile(sweepDir, num)
  mkdirSync(dirname(file), { recursive: true })
  // Whole or not at all for who kills this process; a machine that loses its power runs the job again.
  const temporary = temporaryPath(dirname(file))
  writeFileSync(temporary, JSON.stringify(left), { flag: 'wx' })
  renameSync(temporary, file)
}

/** @returns undefined where there is none, or what is no outcome */
export function readOutcome(sweepDir: string, num: number): LeftOutcome | undefined {
  const file = outcomeFile(sweepDir, num)
  if (!existsSync(file)) return undefined
  try {
    return asOutcome(parseJson(readRunFile(sweepDir, file, LARGEST.record).toString('utf8')))
  } catch {
    // What is damaged tells nothing: the job is run again.
    return undefined
  }
}

export function forgetOutcome(sweepDir: string, num: number): void {
  rmSync(outcomeFile(sweepDir, num), { force: true })
}

/** Takes away the folder of outcomes where it is empty. */
export function forgetOutcomes(sweepDir: string): void {
  try {
    rmdirSync(sweepLayout(sweepDir).jobs)
  } catch {
    // There is none, or something is left in it.
  }
}

function asOutcome(value: unknown): LeftOutcome | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { status, outcome, error } = value as { status?: unknown; outcome?: Partial<JobOutcome>; error?: unknown }
  if (status === 'failed' || status === 'interrupted') return error ? (value as LeftOutcome) : undefined
  const { outputDir, summary, metrics, pruned = false } = outcome ?? {}
  if (status !== 'done' || typeof outputDir !== 'string' || typeof summary !== 'string') return undefined
  if (typeof pruned !== 'boolean') return undefined
  return metrics === undefined || isMetrics(metrics) ? (value as LeftOutcome) : undefined
}

function isMetrics(value: unknown): value is JobMetrics {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'number')
}
