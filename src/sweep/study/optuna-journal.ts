import type { StudyParameter, StudyTrial, TrialStatus } from '../../report/study.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import { sweepLayout } from '../sweep-layout.js'
import { readStudy, type SavedStudy } from './read-study.js'
import { numberOf } from './study-parameters.js'

/** What Optuna calls a trial's state. */
const STATES: Readonly<Record<TrialStatus, number>> = { running: 0, done: 1, pruned: 2, failed: 3, waiting: 4 }

/**
 * Writes a sweep's study as an Optuna journal file, where anything counts: of Optuna's trials none is done without a
 * number. @param saved default: as the sweep's directory has it
 */
export function writeJournal(dir: string, saved: SavedStudy = readStudy(dir)): void {
  if (!saved.counts) return
  writeFileAtomic(sweepLayout(dir).journal, optunaJournal(saved))
}

/**
 * A study as the text of an Optuna journal file, the format of `JournalFileBackend`: a line that creates the study, one
 * for each trial, whole. Optuna numbers trials by their order, so those that were not started yet stay in it; Optuna
 * calls them waiting.
 */
export function optunaJournal({ study, overrides, times, began }: SavedStudy): string {
  const { name, metrics, parameters, trials } = study
  const about = { worker_id: 'polyhead' }
  const distributions = new Map(parameters.map((parameter) => [parameter.name, distributionOf(parameter)]))
  const lines: object[] = [
    { op_code: 0, ...about, study_name: name, directions: metrics.map(({ direction }) => DIRECTIONS[direction]) },
    {
      op_code: 3,
      ...about,
      study_id: 0,
      // Where optuna-dashboard and Optuna's plots find the names.
      system_attr: { 'study:metric_names': metrics.map((metric) => metric.name) },
    },
  ]
  for (const trial of trials) {
    const own = parameters.filter((parameter) => Object.hasOwn(trial.params, parameter.name))
    const { started, ended } = times.get(trial.num) ?? {}
    const status = stateOf(trial)
    const isOver = status === 'done' || status === 'pruned' || status === 'failed'
    const start = started === undefined ? began : new Date(started).toISOString()
    lines.push({
      op_code: 4,
      ...about,
      study_id: 0,
      datetime_start: localTime(start),
      state: STATES[status],
      ...(isOver && { datetime_complete: localTime(ended === undefined ? start : new Date(ended).toISOString()) }),
      ...valuesOf(trial, status, metrics.length),
      distributions: Object.fromEntries(own.map(({ name: key }) => [key, distributions.get(key)])),
      params: Object.fromEntries(own.map((parameter) => [parameter.name, internalValue(parameter, trial)])),
      user_attrs: {
        job: trial.num,
        dir: trial.dir,
        overrides: (overrides.get(trial.num) ?? []).join(' '),
        ...(trial.error !== undefined && { error: trial.error }),
      },
      system_attrs: {},
      intermediate_values: Object.fromEntries(trial.curve.steps.map((step, i) => [step, trial.curve.values[i]])),
    })
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

const DIRECTIONS = { minimize: 1, maximize: 2 } as const

/** Optuna's finished trials have all of their values. */
function stateOf({ status, values }: StudyTrial): TrialStatus {
  return status === 'done' && values.includes(null) ? 'failed' : status
}

function valuesOf({ values }: StudyTrial, status: TrialStatus, metrics: number): object {
  if (status === 'done') return metrics === 1 ? { value: values[0], values: null } : { value: null, values }
  if (status === 'pruned' && metrics === 1 && values[0] !== null) return { value: values[0], values: null }
  return { value: null, values: null }
}

/** What is listed is a choice, also of numbers: Optuna goes on with the study by the same list. */
function choicesOf({ kind, labels, choices = [] }: StudyParameter): readonly string[] {
  return choices.length > 0 ? choices : kind === 'category' ? labels : []
}

function distributionOf(parameter: StudyParameter): string {
  const { kind, low, high, log } = parameter
  const choices = choicesOf(parameter)
  if (choices.length > 0) {
    const numbers = choices.map(numberOf)
    const attributes = { choices: numbers.includes(undefined) ? choices : numbers }
    return JSON.stringify({ name: 'CategoricalDistribution', attributes })
  }
  if (kind === 'int') {
    return JSON.stringify({ name: 'IntDistribution', attributes: { log, step: 1, low, high } })
  }
  return JSON.stringify({ name: 'FloatDistribution', attributes: { step: null, low, high, log } })
}

function internalValue(parameter: StudyParameter, { params }: StudyTrial): number {
  const value = params[parameter.name] as number | string
  const choices = choicesOf(parameter)
  if (choices.length === 0) return value as number
  return choices.findIndex((text) => text === value || numberOf(text) === value)
}

/** Without an offset every version of Optuna reads it alike: in the time of the machine that reads it. */
function localTime(iso: string): string {
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().replace('Z', '000')
}
