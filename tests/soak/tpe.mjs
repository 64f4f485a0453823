// Compares the TPE sweeper with Optuna's TPESampler on six test functions: the median of the best value that each finds.
// POLYHEAD_PYTHON names a Python that has optuna. POLYHEAD_SEEDS: seeds of each (20); POLYHEAD_TRIALS: trials of each
// (100). Ours may be 10 % worse, and is to be twice as good as points at random.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { importTs } from './lib/import-ts.mjs'

const SEEDS = Number(process.env.POLYHEAD_SEEDS ?? 20)
const TRIALS = Number(process.env.POLYHEAD_TRIALS ?? 100)
const MOST_WORSE = 1.1

const between = (low, high, { log = false, int = false } = {}) => ({ low, high, log, int })
const plane = (names, low, high) => Object.fromEntries(names.map((name) => [name, between(low, high)]))
const sum = (values, f) => values.reduce((total, value, i) => total + f(value, i), 0)

/** Each is 0 at its best. */
const FUNCTIONS = {
  sphere: [plane(['a', 'b', 'c', 'd', 'e'], -5, 5), (p) => sum(Object.values(p), (x) => x * x)],
  rosenbrock: [plane(['x', 'y'], -2, 2), ({ x, y }) => 100 * (y - x * x) ** 2 + (1 - x) ** 2],
  branin: [
    { x: between(-5, 10), y: between(0, 15) },
    ({ x, y }) => {
      const bend = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6
      return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 0.397887357729739
    },
  ],
  hartmann: [plane(['a', 'b', 'c', 'd', 'e', 'f'], 0, 1), (p) => 3.322368011391339 - hartmann(Object.values(p))],
  ackley: [
    plane(['a', 'b', 'c'], -10, 10),
    (p) => {
      const x = Object.values(p)
      const [far, wave] = [sum(x, (v) => v * v) / 3, sum(x, (v) => Math.cos(2 * Math.PI * v)) / 3]
      return 20 - 20 * Math.exp(-0.2 * Math.sqrt(far)) + Math.E - Math.exp(wave)
    },
  ],
  mixed: [
    {
      rate: between(1e-5, 1, { log: true }),
      layers: between(1, 8, { int: true }),
      width: between(8, 1024, { log: true, int: true }),
      kind: { choices: ['a', 'b', 'c', 'd'] },
    },
    ({ rate, layers, width, kind }) => {
      const own = { a: 0.4, b: 0, c: 0.2, d: 0.6 }[kind]
      return own + (Math.log10(rate) + 2.5) ** 2 / 4 + (layers - 3) ** 2 / 20 + (Math.log2(width) - 7) ** 2 / 30
    },
  ],
}

/** Hartmann's function of six dimensions. */
function hartmann(x) {
  const [weights, scales, centers] = [
    [1, 1.2, 3, 3.2],
    ['10 3 17 3.5 1.7 8', '.05 10 17 .1 8 14', '3 3.5 1.7 10 17 8', '17 8 .05 10 .1 14'],
    [
      '.1312 .1696 .5569 .0124 .8283 .5886',
      '.2329 .4135 .8307 .3736 .1004 .9991',
      '.2348 .1451 .3522 .2883 .3047 .6650',
      '.4047 .8828 .8732 .5743 .1091 .0381',
    ],
  ]
  const numbers = (text) => text.split(' ').map(Number)
  return sum(weights, (weight, i) => {
    const [scale, center] = [numbers(scales[i]), numbers(centers[i])]
    return weight * Math.exp(-sum(x, (value, j) => scale[j] * (value - center[j]) ** 2))
  })
}

const { RandomSweeper, TPESweeper } = await importTs('src/sweep/sweepers/search-sweepers.ts')

function overrideOf([name, about]) {
  if (about.choices) return `${name}=choice(${about.choices})`
  const tags = [about.log && 'log', about.int && 'int'].filter(Boolean)
  const interval = `interval(${about.low},${about.high})`
  return `${name}=${tags.length > 0 ? `tag(${tags},${interval})` : interval}`
}

/** The best value that one of our sweepers finds. */
function ours(Sweeper, [space, compute], seed) {
  const sweeper = new Sweeper({ seed, n_trials: TRIALS })
  sweeper.plan({ overrides: Object.entries(space).map(overrideOf), repository: {}, keep: () => true })
  let best = Number.POSITIVE_INFINITY
  for (let num = 0; num < TRIALS; num++) {
    const [overrides] = sweeper.ask(1)
    const point = Object.fromEntries(overrides.map((text) => text.split('=')))
    for (const [name, about] of Object.entries(space)) if (!about.choices) point[name] = Number(point[name])
    const value = compute(point)
    best = Math.min(best, value)
    sweeper.tell({ num, overrides }, { status: 'done', outputDir: '', summary: '', value })
  }
  return best
}

const python = process.env.POLYHEAD_PYTHON
if (!python) {
  console.error('POLYHEAD_PYTHON names no Python that has optuna')
  process.exit(2)
}
const script = fileURLToPath(new URL('lib/optuna_asks.py', import.meta.url))
const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
async function ask(message) {
  child.stdin.write(`${JSON.stringify(message)}\n`)
  const { value, done } = await answers.next()
  if (done) {
    console.error(`${python} does not answer: POLYHEAD_PYTHON names a Python that has optuna`)
    process.exit(2)
  }
  return JSON.parse(value)
}

async function optunas([space, compute], seed) {
  let point = await ask({ space, seed })
  for (let num = 1; num < TRIALS; num++) point = await ask({ value: compute(point) })
  return (await ask({ value: compute(point), last: true })).best
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2
}

const seeds = Array.from({ length: SEEDS }, (_, i) => i)
const failed = []
for (const [name, about] of Object.entries(FUNCTIONS)) {
  const theirs = []
  for (const seed of seeds) theirs.push(await optunas(about, seed))
  const [own, random] = [TPESweeper, RandomSweeper].map((each) => median(seeds.map((seed) => ours(each, about, seed))))
  const other = median(theirs)
  const isGood = own <= MOST_WORSE * other && own <= random / 2
  if (!isGood) failed.push(name)
  const figures = [own, other, random].map((value) => value.toPrecision(3))
  console.log(`${name.padEnd(12)} ours ${figures[0]}  optuna ${figures[1]}  random ${figures[2]}${isGood ? '' : '  ✗'}`)
}
child.stdin.end()
if (failed.length > 0) console.error(`worse than Optuna, or no better than chance: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
