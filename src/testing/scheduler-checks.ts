import assert from 'node:assert/strict'
import type { LRScheduler, Optimizer } from '../nn/optimizer.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Check } from './check.js'

/** How a scheduler is looked at. */
export interface SchedulerCheckOptions {
  /** Steps that it can take. Default: 12. */
  steps?: number
  /** What a scheduler that monitors a metric is given at each step, from 0. Default: falls, then stays. */
  metric?: (step: number) => number
}

/**
 * What every scheduler must hold, whatever its formula: learning rates that are numbers, the same each time, each
 * group's its own, and a state from which it goes on exactly.
 * @param make a new scheduler.
 */
export function schedulerChecks(make: () => LRScheduler, options: SchedulerCheckOptions = {}): Check[] {
  const { steps = 12, metric = (step: number) => Math.max(0.5, 1 - step / 8) } = options
  const advance = (scheduler: LRScheduler, step: number) =>
    scheduler.monitor === undefined ? scheduler.step() : scheduler.step(metric(step))
  /** The groups after attaching, and after each step. */
  const trace = (optimizer: Optimizer): Record<string, unknown>[][] => {
    const scheduler = make()
    scheduler.attach(optimizer)
    const seen = [snapshot(optimizer)]
    for (let step = 0; step < steps; step++) {
      advance(scheduler, step)
      seen.push(snapshot(optimizer))
    }
    return seen
  }
  return [
    check('steps after an epoch or a step, and names the metric that it looks at', () => {
      const { interval, monitor } = make()
      assert.ok(interval === 'epoch' || interval === 'step', `interval is '${interval}'`)
      assert.ok(monitor === undefined || (typeof monitor === 'string' && monitor !== ''), `monitor is '${monitor}'`)
    }),

    check('gives every group a learning rate of at least 0', () => {
      for (const [step, groups] of trace(optimizerOf(1, 0.5)).entries()) {
        for (const { lr } of groups) {
          assert.ok(typeof lr === 'number' && lr >= 0 && Number.isFinite(lr), `after ${step} steps lr is ${lr}`)
        }
      }
    }),

    check('gives the same learning rates each time', () => {
      assert.deepEqual(trace(optimizerOf(1, 0.5)), trace(optimizerOf(1, 0.5)))
    }),

    check('a group’s learning rates do not depend on the other groups', () => {
      const together = trace(optimizerOf(1, 0.5))
      for (const [index, lr] of [1, 0.5].entries()) {
        assert.deepEqual(
          together.map((groups) => groups[index]?.lr),
          trace(optimizerOf(lr)).map((groups) => groups[0]?.lr),
        )
      }
    }),

    check('goes on from its saved state, which is JSON, at any step', () => {
      const whole = trace(optimizerOf(1, 0.5))
      for (let stop = 0; stop <= steps; stop++) {
        const [first, second] = [make(), make()]
        const [before, after] = [optimizerOf(1, 0.5), optimizerOf(1, 0.5)]
        first.attach(before)
        for (let step = 0; step < stop; step++) advance(first, step)
        const state = first.stateDict()
        const saved = JSON.parse(JSON.stringify(state))
        assert.deepEqual(saved, state, 'the state, written as JSON and read back')
        second.attach(after)
        second.loadStateDict(saved)
        const seen = [snapshot(after)]
        for (let step = stop; step < steps; step++) {
          advance(second, step)
          seen.push(snapshot(after))
        }
        assert.deepEqual(seen, whole.slice(stop), `stopped after ${stop} steps`)
      }
    }),

    check('refuses the state of an optimizer with other groups, with a ConfigError', () => {
      const [first, second] = [make(), make()]
      first.attach(optimizerOf(1))
      second.attach(optimizerOf(1, 0.5))
      assert.throws(() => second.loadStateDict(first.stateDict()), ConfigError)
    }),
  ]
}

function check(name: string, body: () => void): Check {
  return { name, run: async () => body() }
}

/** What schedulers see of an optimizer: a group for each learning rate. */
function optimizerOf(...rates: number[]): Optimizer {
  return {
    name: 'SGD',
    groups: rates.map((lr, index) => ({ name: `group_${index}`, parameters: [], lr, momentum: 0.9 })),
    attach() {},
    step() {},
    stateDict: async () => new Map(),
    loadStateDict() {},
    dispose() {},
  }
}

function snapshot({ groups }: Optimizer): Record<string, unknown>[] {
  return groups.map((group) => structuredClone({ ...group }))
}
