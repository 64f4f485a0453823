import { join, resolve } from 'node:path'
import { pageOf } from '../../report/folder-page.js'
import { groupRuns } from '../../report/group-runs.js'
import type { CurvesData, PageData } from '../../report/page-data.js'
import { comparedCurves } from '../../report/run-curves.js'
import type { Study, StudyTrial } from '../../report/study.js'
import { sweepPage } from '../../report/sweep-page.js'
import { isWithin } from '../../run/confine.js'
import { writeRunFile } from '../../rundir/run-file.js'
import { summarizeRuns } from '../../rundir/run-index.js'
import { sweepLayout } from '../sweep-layout.js'
import { writeJournal } from './optuna-journal.js'
import { readStudy, type SavedStudy } from './read-study.js'

/** Learning curves of as many trials are drawn. */
const MOST_CURVES = 10

/**
 * Writes a sweep's `report.html`, and its study as an Optuna journal file.
 * @returns the page's path
 * @throws ConfigError where the directory holds no sweep, or takes no file
 */
export function writeSweepReport(dir: string, changes?: PageData['changes']): string {
  const saved = readStudy(dir)
  const { study, overrides } = saved
  const curves = bestCurves(dir, saved)
  const groups = groupRuns(summarizeRuns(dir))
  // What a ledger says of a job's place is not followed out of the sweep's directory.
  const link = (trial: StudyTrial) => (isInside(dir, trial.dir) ? pageOf(dir, trial.dir) : undefined)
  const { report } = sweepLayout(dir)
  writeRunFile(report, sweepPage(study, { overrides, curves, link, groups, changes }))
  writeJournal(dir, saved)
  return report
}

/** Of training runs their own logs, of all else what the jobs reported. */
function bestCurves(dir: string, { study, reports }: SavedStudy): CurvesData[] {
  const best = bestTrials(study)
  const inside = best.filter((trial) => isInside(dir, trial.dir))
  const logged = comparedCurves(inside.map((trial) => ({ name: `#${trial.num}`, dir: join(dir, trial.dir) })))
  return logged.length > 0 ? logged : reportedCurves(best, reports)
}

function bestTrials({ metrics, trials }: Study): StudyTrial[] {
  const sign = metrics[0]?.direction === 'maximize' ? -1 : 1
  return trials
    .filter(({ values }) => (values[0] ?? null) !== null)
    .sort((a, b) => sign * ((a.values[0] as number) - (b.values[0] as number)))
    .slice(0, MOST_CURVES)
}

function reportedCurves(trials: readonly StudyTrial[], reports: SavedStudy['reports']): CurvesData[] {
  const charts = new Map<string, CurvesData['curves'][number][]>()
  for (const { num } of trials) {
    const own = reports.get(num) ?? []
    for (const metric of new Set(own.flatMap(({ metrics }) => Object.keys(metrics)))) {
      const known = own.filter(({ metrics }) => metrics[metric] !== undefined)
      const curves = charts.get(metric) ?? []
      curves.push({
        name: `#${num}`,
        steps: known.map(({ step }) => step),
        epochs: known.map(() => null),
        values: known.map(({ metrics }) => metrics[metric] as number),
      })
      charts.set(metric, curves)
    }
  }
  const names = trials.map(({ num }) => `#${num}`)
  return Array.from(charts, ([title, curves]) => ({ title, curves, names }))
}

function isInside(dir: string, job: string): boolean {
  return isWithin(resolve(dir, job), resolve(dir))
}
