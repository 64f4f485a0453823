/**
 * An app with a sweeper that searches, one that wants its jobs in turn, and a launcher that runs two jobs at a time: what
 * plugins may bring.
 */
export const searchApp = (library: string): string => `
import { appendFileSync } from 'node:fs'
import { createRegistry, main } from ${JSON.stringify(library)}

const note = (line) => appendFileSync('events.txt', line + '\\n')

/** Halves the step at each result that is worse: what it asks for next depends on what it was told. */
class Descent {
  constructor({ start, trials }) {
    Object.assign(this, { x: start, step: 4, trials, best: Infinity, waiting: false })
  }
  plan({ overrides }) {
    note('plan ' + overrides.join(' '))
    return undefined
  }
  ask(free) {
    if (this.waiting || this.trials === 0) return []
    this.waiting = true
    this.trials--
    return [['x=' + (this.x + this.step)]]
  }
  tell(job, result) {
    note('tell ' + job.num + ' ' + result.status + ' ' + result.value)
    this.waiting = false
    if (result.status === 'done' && result.value < this.best) {
      this.best = result.value
      this.x += this.step
    } else this.step = -this.step / 2
  }
  summary() {
    return 'best ' + this.best + ' at x=' + this.x
  }
}

class InTurn {
  mostAtOnce = 1
  left = [['x=1'], ['x=2'], ['x=3']]
  plan() {
    return [...this.left]
  }
  ask() {
    return this.left.splice(0, 1)
  }
  tell() {}
}

class Pair {
  slots = 2
  warmUp({ command, cwd }, atOnce) {
    note('warm ' + atOnce + ' ' + command.includes('job') + ' ' + (cwd === process.cwd()))
  }
  async launch(job, host) {
    note('launch ' + JSON.stringify({ num: job.num, overrides: job.overrides }))
    return host.run({ ...job, id: 'pair-' + job.num })
  }
  close() {
    note('close')
  }
}

const registry = createRegistry([
  {
    target: 'mine.Descent', aliases: [], group: 'hydra/sweeper', option: 'descent', load: async () => Descent,
    schema: {
      type: 'object', additionalProperties: false,
      properties: { start: { type: 'number' }, trials: { type: 'integer', minimum: 1, default: 4 } },
    },
  },
  {
    target: 'mine.InTurn', aliases: [], group: 'hydra/sweeper', option: 'in_turn', load: async () => InTurn,
    schema: { type: 'object', additionalProperties: false, properties: {} },
  },
  {
    target: 'mine.Pair', aliases: [], group: 'hydra/launcher', option: 'pair', load: async () => Pair,
    schema: { type: 'object', additionalProperties: false, properties: {} },
  },
])

await main(
  async (config) => {
    const x = config.get('x')
    if (x < 0) throw new Error('below zero')
    note('run x=' + x + ' id=' + config.parts.full.entries.get('hydra').entries.get('job').entries.get('id').value)
    await new Promise((resolve) => setTimeout(resolve, 20))
    return (x - 3) ** 2
  },
  { configDir: 'conf', configName: 'config', registry },
)
`
