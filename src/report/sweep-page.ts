import { shellWord } from '../util/shell-word.js'
import { shownNumber, shownValue } from './charts/numbers.js'
import { groupBars, groupSection } from './folder-page.js'
import type { RunGroup } from './group-runs.js'
import { escapeHtml, type HtmlCell, htmlPage, htmlTable } from './html.js'
import { parameterImportance } from './importance/importance.js'
import type { CurvesData, PageData } from './page-data.js'
import type { Study, StudyTrial } from './study.js'

/** What a sweep's page shows beside its study. */
export interface SweepPageParts {
  /** The overrides of each trial, by its number. */
  overrides: ReadonlyMap<number, readonly string[]>
  /** Learning curves of the best trials. */
  curves: readonly CurvesData[]
  /** The address of a trial's page, where it has one. */
  link: (trial: StudyTrial) => string | undefined
  /** Its training runs, grouped by all but their seeds; shown where a group has several. */
  groups: readonly RunGroup[]
  changes?: PageData['changes'] | undefined
}

/** One page about a sweep: what its trials came to, what mattered, and each of them. */
export function sweepPage(study: Study, { overrides, curves, link, groups, changes }: SweepPageParts): string {
  const { metrics, trials } = study
  const hasSeeds = groups.some(({ runs }) => runs.length > 1)
  const body = [
    `<p class="status">${escapeHtml(countText(trials))}</p>`,
    bestText(study, overrides),
    ...(hasSeeds ? [groupSection(groups)] : []),
    '<div id="study"></div>',
    `<div id="trials">${trialTable(study, link)}</div>`,
  ]
  const importance = metrics.map((_, metric) => [...parameterImportance(study, metric)])
  return htmlPage(`Sweep ${study.name}`, body.join('\n'), {
    study: { study, importance, curves },
    ...(hasSeeds && { ranked: groupBars(groups) }),
    ...(changes && { changes }),
  })
}

function countText(trials: readonly StudyTrial[]): string {
  const counts = new Map<string, number>()
  for (const { status } of trials) counts.set(status, (counts.get(status) ?? 0) + 1)
  const parts = Array.from(counts, ([status, count]) => `${count} ${status}`)
  return `${trials.length} trials: ${parts.join(', ')}`
}

/** The best job, or the Pareto front, as what is typed to have it again. */
function bestText({ metrics, trials, front }: Study, overrides: SweepPageParts['overrides']): string {
  const byNum = new Map(trials.map((trial) => [trial.num, trial]))
  const lines = front.map((num) => {
    const values = metrics.map(({ name }, i) => `${name} ${shownNumber(byNum.get(num)?.values[i] ?? Number.NaN)}`)
    const words = (overrides.get(num) ?? []).map(shellWord).join(' ')
    return `<p>#${num}: ${escapeHtml(values.join(', '))}<br><code>${escapeHtml(words)}</code></p>`
  })
  if (lines.length === 0) return '<p>no trial has ended yet</p>'
  const shown = lines.slice(0, MOST_BEST)
  const rest = lines.length > shown.length ? `<p>and ${lines.length - shown.length} more</p>` : ''
  return `<h2>${metrics.length > 1 ? 'Pareto front' : `Best ${escapeHtml(metrics[0]?.name ?? '')}`}</h2>${shown.join('\n')}${rest}`
}

const MOST_BEST = 5

function trialTable({ metrics, parameters, trials, front }: Study, link: SweepPageParts['link']): string {
  const best = new Set(front)
  const header = [
    ...['trial', 'status', ...parameters.map(({ name }) => name), ...metrics.map(({ name }) => name)],
    ...['seconds', 'directory'],
  ]
  const rows = trials.map((trial): HtmlCell[] => [
    { text: `#${trial.num}${best.has(trial.num) ? ' ★' : ''}`, value: trial.num },
    trial.error === undefined ? trial.status : `${trial.status}: ${trial.error}`,
    ...parameters.map(({ name }) => cellOf(trial.params[name])),
    ...trial.values.map(cellOf),
    cellOf(trial.seconds),
    trial.dir,
  ])
  return htmlTable(header, rows, (place) => {
    const trial = trials[place] as StudyTrial
    return { link: link(trial), trial: trial.num }
  })
}

function cellOf(value: number | string | null | undefined): HtmlCell {
  if (value === undefined || value === null) return ''
  return typeof value === 'number' ? { text: shownNumber(value), value } : shownValue(value)
}
