import type { RunRecord } from '../rundir/run-record.js'
import type { Checkpoint } from '../training/checkpoint.js'
import type { RecordedTime } from '../training/trainer-state.js'
import type { Source } from '../util/source.js'
import type { SavedWeights } from './find-weights.js'

/** What a run is for, and what such a run alone brings along. */
export type Purpose = Train | Reproduce | Resume | Eval

/** A new run. */
export interface Train {
  kind: 'train'
}

/** A new run that is to give what another gave. */
export interface Reproduce {
  kind: 'reproduce'
  /** The directory of the other. */
  original: string
  /** What the other computed on, where this one computes on the same, whatever its config says. */
  backend?: RunRecord['backend']
  /** How the clock ended the other's training, where this one's ends the same way. */
  time?: RecordedTime
}

/** A run that goes on in its directory, which is locked for this process. */
export interface Resume {
  kind: 'resume'
  record: RunRecord
  /** Its `hydra.job.name`, after which its log is named. */
  jobName: string
  /** Null: it begins anew. */
  from: Checkpoint | null
  /** Whether its config is another than the one that is saved. */
  changed: boolean
}

/** A run that trains nothing: it tests the weights of another. */
export interface Eval {
  kind: 'eval'
  /** The directory of the other. */
  parent: string
  weights: SavedWeights
  /** Of weights that a key of the config names: where it does, and the config whose network they are put into. */
  named?: { source: Source | undefined; networkOf: string | undefined }
}

/** What stands for the clock of a run; undefined: the clock does. */
export function recordedTime(purpose: Purpose): RecordedTime | undefined {
  if (purpose.kind === 'resume') return purpose.record.recordedTime
  return purpose.kind === 'reproduce' ? purpose.time : undefined
}
