import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../../util/bounded-json.js'
import type { JobDocument, JobMetrics } from '../job-document.js'
import { sweepLayout } from '../sweep-layout.js'
import type { JobProject } from './job-program.js'

/** Jobs that are submitted together, for processes that find them in a folder which they share with the sweep. */
export interface JobBatch {
  project: JobProject
  jobs: readonly JobDocument[]
}

/** What a job of another process reports, a line each. */
export interface JobReport {
  attempt: number
  metrics: JobMetrics
  step: number
}

function pathOf(sweepDir: string, name: string): string {
  return join(sweepLayout(sweepDir).jobs, name)
}

/** @returns the file's path */
export function writeBatch(sweepDir: string, name: string, batch: JobBatch): string {
  mkdirSync(sweepLayout(sweepDir).jobs, { recursive: true })
  const file = pathOf(sweepDir, `${name}.batch`)
  writeFileSync(file, JSON.stringify(batch))
  return file
}

export function readBatch(file: string): JobBatch {
  return parseJson(readFileSync(file, 'utf8')) as JobBatch
}

export function appendReport(sweepDir: string, num: number, report: JobReport): void {
  appendFileSync(pathOf(sweepDir, `${num}.reports`), `${JSON.stringify(report)}\n`)
}

/** What an attempt of a job has reported so far; a line that is being written is not looked at. */
export function readReports(sweepDir: string, { num, attempt }: JobDocument): JobReport[] {
  const file = pathOf(sweepDir, `${num}.reports`)
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  const reports = lines.filter((line) => line !== '').map((line) => parseJson(line) as JobReport)
  return reports.filter((report) => report.attempt === attempt)
}

/** Tells a job that it is not worth going on with. */
export function markPruned(sweepDir: string, num: number): void {
  writeFileSync(pathOf(sweepDir, `${num}.prune`), '')
}

export function isPruned(sweepDir: string, num: number): boolean {
  return existsSync(pathOf(sweepDir, `${num}.prune`))
}

/** What a queue calls a job, for who goes on with the sweep while it waits there. */
export function noteTask(sweepDir: string, num: number, task: string): void {
  writeFileSync(pathOf(sweepDir, `${num}.task`), task)
}

export function readTask(sweepDir: string, num: number): string | undefined {
  const file = pathOf(sweepDir, `${num}.task`)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** Tells that the program of an attempt at a job has begun. */
export function noteBegun(sweepDir: string, { num, attempt }: JobDocument): void {
  writeFileSync(pathOf(sweepDir, `${num}.begun`), String(attempt))
}

export function hasJobBegun(sweepDir: string, { num, attempt }: JobDocument): boolean {
  const file = pathOf(sweepDir, `${num}.begun`)
  return existsSync(file) && readFileSync(file, 'utf8') === String(attempt)
}

/** Takes away what a job that has ended has left but its outcome. */
export function forgetFiles(sweepDir: string, num: number): void {
  for (const kind of ['reports', 'prune', 'task', 'begun']) rmSync(pathOf(sweepDir, `${num}.${kind}`), { force: true })
}
