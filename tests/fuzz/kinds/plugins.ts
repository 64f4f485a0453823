import type { Case } from '../case.js'
import { hostileText } from '../hostile.js'
import { mutateText, mutateValue } from '../mutate.js'
import type { Random } from '../random.js'

const MANIFEST = {
  target: 'my_lab.optimizers.Mine',
  aliases: ['my_lab.Mine'],
  group: 'optimizer',
  option: 'mine',
  positional: ['lr'],
  schema: {
    title: 'Mine',
    description: 'Steps of one size.',
    type: 'object',
    additionalProperties: false,
    required: ['lr'],
    properties: {
      lr: { type: 'number', minimum: 0, default: 0.1, description: 'Learning rate.', examples: [0.001] },
      kind: { enum: ['a', 'b'], default: 'a', description: 'A kind.' },
    },
  },
}

const LOADS = [
  'async () => class Mine { constructor(given) { this.given = given } }',
  'async () => class Mine { constructor() { throw new RangeError("no size") } }',
  'async () => undefined',
  'async () => 1',
  '() => Promise.reject(new Error("lib is not installed"))',
  '() => { throw null }',
  'undefined',
]
const CHECKS = ['undefined', '() => []', '() => 1', '() => { throw "x" }', '() => [{ code: 1 }]', 'async () => null']

/** What JavaScript can write and JSON cannot is left to chance as text. */
function source(random: Random): string {
  const manifest = random.chance(0.8) ? mutateValue(MANIFEST, random) : MANIFEST
  const load = random.pick(LOADS)
  const text = `const manifest = ${JSON.stringify(manifest)}
export const manifests = [typeof manifest === 'object' && manifest ? { ...manifest, check: ${random.pick(CHECKS)}, load: ${load} } : manifest]
export const resolvers = { mine: ([given], info) => ${random.pick(['given', 'undefined', '1', 'info.root', 'Promise.resolve()', '{ throw 1 }'])} }
`
  return random.chance(0.15) ? mutateText(text, random) : text
}

/** A project with a plugin whose manifest is not what it should be. */
export function plugins(random: Random): Case {
  const packageJson = { type: 'module', polyhead: { plugins: ['./plugin.js'] } }
  const json = JSON.stringify(random.chance(0.2) ? mutateValue(packageJson, random) : packageJson)
  const argv = random.pick([
    ['optimizer=mine', '--dry-run'],
    ['optimizer=mine', '--cfg', 'job'],
    ['optimizer=mine', '+vars.x=${mine:1}', '--cfg', 'job', '--resolve'],
    ['explain', 'optimizer', 'optimizer=mine'],
    ['check'],
    ['schema', 'optimizer/mine'],
    ['--help'],
    ['completion', 'query', 'polyhead', 'optimizer='],
    ['optimizer=mine', 'trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'hydra.run.dir=out'],
    ['--plugin', `./${hostileText(random).replaceAll('\0', '')}`, 'check'],
  ])
  return {
    files: [
      { path: 'plugin.js', content: source(random) },
      { path: 'package.json', content: random.chance(0.05) ? hostileText(random) : json },
      { path: 'configs/optimizer/mine.yaml', content: '_target_: my_lab.optimizers.Mine\nlr: 0.1\n' },
    ],
    argv,
  }
}
