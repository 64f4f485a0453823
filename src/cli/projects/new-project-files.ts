import type { PackageParts } from './merge-package.js'
import type { ModuleExtension, ProjectPlan } from './project-plan.js'

interface NewProject {
  /** A valid package name; components live under it, with `_` for what JavaScript names cannot hold. */
  name: string
  extension: ModuleExtension
  /** What trains the first experiment. */
  start: string
  /** What checks the configs and runs the tests. */
  test: string
}

/** A project with an experiment and a component of its own. */
export const firstProject: ProjectPlan = {
  parts: (version, extension) => ({
    scripts: { start: 'polyhead experiment=first', check: 'polyhead check', test: 'polyhead check && node --test' },
    polyhead: { plugins: [`./plugin.${extension}`] },
    dependencies: { polyhead: `^${version}` },
  }),
  files: ({ name, extension, kept }) => {
    const test = kept.includes('scripts.test') ? 'npx polyhead check && node --test' : 'npm test'
    return projectFiles({ name, extension, start: startCommand(kept), test })
  },
  next: (kept) => [startCommand(kept)],
}

function startCommand(kept: readonly string[]): string {
  return kept.includes('scripts.start') ? 'npx polyhead experiment=first' : 'npm start'
}

function projectFiles({ name, extension, start, test }: NewProject): Map<string, string> {
  const scope = name
    .replace(/^@/, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_')
  return new Map([
    ['.gitignore', 'node_modules/\noutputs/\nmultirun/\n'],
    ['README.md', readme(name, { extension, start, test })],
    ['configs/config.yaml', config],
    ['configs/callbacks/with_goal.yaml', withGoal],
    ['configs/callbacks/goal.yaml', goalOption(scope)],
    ['experiments/first.yaml', experiment],
    [`plugin.${extension}`, plugin(scope, extension)],
    [`components/goal.${extension}`, goal],
    ['components/goal.schema.json', goalSchema(scope)],
    [`tests/goal.test.${extension}`, goalTest(extension)],
  ])
}

/** The package.json of a folder that has none. */
export function packageJson(name: string, parts: PackageParts): string {
  return `${JSON.stringify({ name, private: true, type: 'module', ...parts }, null, 2)}\n`
}

function readme(name: string, { extension, start, test }: Omit<NewProject, 'name'>): string {
  const width = Math.max(start.length, test.length) + 2
  return `# ${name}

\`\`\`
npm install
${start.padEnd(width)}# trains experiments/first.yaml; results are in outputs/
${test.padEnd(width)}# validates every config, and tests the component
\`\`\`

- \`configs/\` holds the options of this project, beside those of polyhead: \`npx polyhead explain callbacks\`.
- \`experiments/\` holds whole experiments: \`npx polyhead experiment=first optimizer.lr=0.1\`.
- \`plugin.${extension}\` names the components of this project: \`components/goal.${extension}\` is a callback that ends
  training at a goal.
- \`npx polyhead schema --write\` gives your editor completion and checks in the YAML files.
`
}

const config = `# The primary config: what a run is made of.
defaults:
  - dataset: permuted_digits
  - backbone: mlp
  - heads: heads_mtl
  - algorithm: joint_learning
  - optimizer: sgd
  - lr_scheduler: null
  - trainer: trainer
  - metrics: default
  - callbacks: with_goal
  - loggers: default
  - backend: auto
  - _self_
  - experiment: null

seed: 1
train_tasks: \${dataset.num_tasks}
eval_tasks: \${train_tasks}
`

const withGoal = `# The usual callbacks, and a goal.
defaults:
  - default
  - goal@goal
`

function goalOption(scope: string): string {
  return `# Ends training once a metric is good enough.
_target_: ${scope}.callbacks.Goal
monitor: learning_curve/val/acc
value: 0.95
`
}

const experiment = `# @package _global_
# Five tasks of permuted digits, until the goal or for eight epochs.
defaults:
  - override /dataset: permuted_digits
  - override /optimizer: sgd

optimizer:
  lr: 0.05
  momentum: 0.9
trainer:
  max_epochs: 8
callbacks:
  goal:
    value: 0.9
`

function plugin(scope: string, extension: string): string {
  return `import { readFileSync } from 'node:fs'

const schema = (name) =>
  JSON.parse(readFileSync(new URL(\`./components/\${name}.schema.json\`, import.meta.url), 'utf8'))

/** The components of this project. Their code is loaded when a run needs it, by \`load\`. */
export const manifests = [
  {
    target: '${scope}.callbacks.Goal',
    aliases: [],
    group: 'callbacks',
    option: 'goal',
    schema: schema('goal'),
    // It looks at what others log.
    logs: [],
    load: () => import('./components/goal.${extension}').then((module) => module.Goal),
  },
]
`
}

const goal = `/** Ends training once a metric has reached a value. */
export class Goal {
  /** Looked at after the callbacks that log. */
  monitor
  #value

  constructor({ monitor = 'learning_curve/val/acc', value }) {
    this.monitor = monitor
    this.#value = value
  }

  onValidationEnd(trainer) {
    if (trainer.sanityChecking) return
    const metric = trainer.metrics.get(this.monitor)
    if (metric === undefined || metric < this.#value) return
    trainer.context.log.info(\`goal: \${this.monitor} is \${metric.toFixed(4)}, at least \${this.#value}\`)
    trainer.stop()
  }
}
`

function goalSchema(scope: string): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `${scope}/goal`,
    title: 'Goal',
    description: 'Ends training once a metric has reached a value.',
    type: 'object',
    additionalProperties: false,
    required: ['value'],
    properties: {
      monitor: {
        type: 'string',
        description: 'The logged metric to look at.',
        default: 'learning_curve/val/acc',
        examples: ['learning_curve/val/acc'],
      },
      value: { type: 'number', description: 'Training ends when the metric is at least this.', examples: [0.95] },
    },
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}

function goalTest(extension: string): string {
  return `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Goal } from '../components/goal.${extension}'

/** What a callback sees of a trainer. */
function trainer(accuracy) {
  const seen = { stopped: false, sanityChecking: false, metrics: new Map([['learning_curve/val/acc', accuracy]]) }
  return { ...seen, context: { log: { info() {} } }, stop() { this.stopped = true } }
}

test('training goes on below the goal', () => {
  const below = trainer(0.89)
  new Goal({ value: 0.9 }).onValidationEnd(below)
  assert.equal(below.stopped, false)
})

test('training ends at the goal', () => {
  const there = trainer(0.9)
  new Goal({ value: 0.9 }).onValidationEnd(there)
  assert.equal(there.stopped, true)
})
`
}
