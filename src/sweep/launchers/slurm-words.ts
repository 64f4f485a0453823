import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Interrupted } from '../../util/interrupted.js'
import { RunError } from '../../util/run-error.js'
import { shownPath } from '../../util/shown-path.js'
import { sweepLayout } from '../sweep-layout.js'
import { EndedWorker } from './ended-worker.js'
import { LimitReached } from './limit-reached.js'
import { LostWorker } from './lost-worker.js'
import { RefusedLaunch } from './refused-launch.js'
import { exitCodeOf, REFUSES } from './slurm-commands.js'
import type { SlurmLauncherParams } from './slurm-params.js'

type Key = 'partition' | 'account' | 'qos' | 'time' | 'memory'

const LIMITS: Readonly<Record<string, { key: 'time' | 'memory'; what: string }>> = {
  TIMEOUT: { key: 'time', what: 'took longer than' },
  OUT_OF_MEMORY: { key: 'memory', what: 'needed more than' },
}
/** Which key sbatch speaks of: null leaves it to the cluster. Others may be at fault of what names several. */
const REFUSED: readonly (readonly [words: RegExp, key: Key])[] = [
  [/^(?!.*account).*partition/i, 'partition'],
  [/^(?!.*(?:accounting|partition)).*account/i, 'account'],
  [/^(?!.*accounting).*qos/i, 'qos'],
  [/requested time limit/i, 'time'],
  [/memory specification/i, 'memory'],
]

/** The key at fault, by sbatch's words; undefined where they speak of several, or of none that is given. */
export function keyRefused(message: string, isGiven: (key: Key) => boolean): Key | undefined {
  return REFUSED.find(([words, key]) => words.test(message) && isGiven(key))?.[1]
}

/** What a task has written where the program itself has not begun, too. */
export function logOf(sweepDir: string, task: string): string {
  return join(sweepLayout(sweepDir).jobs, `slurm-${task}.log`)
}

/** How a task of Slurm has ended that has left no outcome. */
export interface TaskEnd {
  task: string
  /** Of the queue, which may not know it any more. */
  state: string | undefined
  dir: string
  /** Whether this sweep has stopped it. */
  stopped: boolean
  /** Whether an earlier process of the sweep may have done so. */
  takenOver: boolean
  /** Whether its job was told to end, by whomever, and did so. */
  wasTold: boolean
  /** Whether its job's program had begun. */
  hasBegun: boolean
}

/** Says what was wrong with a task, or with all, and by which keys that changes. */
export class SlurmWords {
  readonly #params: SlurmLauncherParams
  readonly #keys: Readonly<Record<string, string>>
  readonly #unit: number
  /** How tasks have ended before their program began, by the numbers of their jobs. */
  readonly #before = new Map<number, string>()

  /** @param keys what other keys are called that stand for its own @param unit MB in one of its key for memory */
  constructor(params: SlurmLauncherParams, keys: Readonly<Record<string, string>>, unit: number) {
    this.#params = params
    this.#keys = keys
    this.#unit = unit
  }

  #keyOf(name: string): string {
    return `hydra.launcher.${this.#keys[name] ?? name}`
  }

  /** What sbatch refuses for what a key says, it would refuse again, of each job. */
  refusal(error: unknown): unknown {
    const { message } = error as Error
    if (!message.startsWith(REFUSES)) return error
    const { options = {}, gpus = 0 } = this.#params
    const key = keyRefused(message, (name) => this.#params[name] != null)
    // submitit's time is always given.
    if (key !== undefined && !(key === 'time' && this.#keys.time !== undefined))
      return new RefusedLaunch(message, { more: `${this.#keyOf(key)}=null`, what: `the cluster's own ${key}` })
    if (/feature/i.test(message) && options.constraint != null)
      return new RefusedLaunch(message, { more: this.#withoutConstraint(), what: 'any node' })
    if (/generic resource|gres/i.test(message) && gpus > 0)
      return new RefusedLaunch(message, { more: `${this.#keyOf('gpus')}=0`, what: 'no GPU' })
    return new RefusedLaunch(message)
  }

  /** An option that is false is not given. */
  #withoutConstraint(): string {
    return this.#keys.constraint === undefined
      ? '++hydra.launcher.options.constraint=false'
      : `${this.#keyOf('constraint')}=null`
  }

  async end(num: number, { task, state, dir, ...how }: TaskEnd): Promise<Error> {
    const cancelled = `task ${task} of Slurm was cancelled`
    if (how.stopped) return new Interrupted(cancelled)
    const limit = LIMITS[state ?? '']
    if (limit) return this.#tooMuch(`task ${task} of Slurm ${limit.what}`, limit.key)
    // Whoever has done that did not mean it to be started again.
    if (state?.startsWith('CANCELLED') && !how.takenOver) return new RunError(cancelled)
    if (how.wasTold) return new EndedWorker(`task ${task} of Slurm was told to end`)
    const code = await exitCodeOf(task)
    const why = state === undefined ? 'it is not in the queue any more' : `${state}${code}`
    const log = logOf(dir, task)
    const its = existsSync(log) ? `; its log: ${shownPath(log)}` : ''
    if (how.hasBegun || state !== 'FAILED')
      return new LostWorker(`task ${task} of Slurm ended without a result: ${why}${its}`)
    const message = `task ${task} of Slurm ended before its job began: ${why}${its}`
    // Another node may have what this one lacks; a second time it is what all tasks do.
    const isAgain = this.#before.get(num) === why
    this.#before.set(num, why)
    const { setup, retries = 2 } = this.#params
    if (!isAgain && retries > 0) return new LostWorker(message)
    const hint = setup?.length
      ? { hint: `the lines of ${this.#keyOf('setup')} run before it: ${setup.join('; ')}` }
      : {}
    return new RunError(message, hint)
  }

  #tooMuch(what: string, limit: 'time' | 'memory'): RunError {
    const key = this.#keyOf(limit)
    const given = this.#params[limit]
    const message = `${what} ${key} allows`
    if (given == null) return new RunError(message)
    return new LimitReached(message, `${key}=${(2 * given) / (limit === 'memory' ? this.#unit : 1)}`)
  }
}
