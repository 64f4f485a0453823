import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const library = new URL('../../dist/index.js', import.meta.url).href

const PLUGIN = `
import { MLP } from ${JSON.stringify(library)}

const broken = {
  throws: () => null.length,
  rejects: async () => { await null; throw new TypeError('too late') },
  text: () => { throw 'only a text' },
  offline: () => fetch('http://127.0.0.1:9/nothing-listens'),
}

class Watcher {
  #secret = 1
  constructor({ how }) {
    if (how === 'constructor') throw new RangeError('not made')
    this.how = how
  }
  onTrainStart() {
    return broken[this.how]?.() ?? this.#secret
  }
}

class Rows {
  logMetrics() {
    throw new Error('no rows')
  }
}

let calls = 0
class Net extends MLP {
  forward(...args) {
    if (calls++ > 3) throw new Error('enough')
    return super.forward(...args)
  }
}

const manifest = (group, option, load) => ({
  target: 'mine.' + load.name, group, option, schema: { type: 'object' }, load: async () => load,
})
export const manifests = [
  manifest('callbacks', 'watcher', Watcher),
  manifest('loggers', 'rows', Rows),
  manifest('backbone', 'net', Net),
]
`

let project: Project
beforeAll(() => {
  project = new Project().write('plugin.mjs', PLUGIN)
})
afterAll(() => project.remove())

let runs = 0
function run(...args: string[]) {
  const dir = `run-${runs++}`
  const short = ['train_tasks=1', 'eval_tasks=1', 'trainer.max_epochs=1', 'trainer.limit_train_batches=9', '-q']
  const outcome = project.polyhead('--plugin', './plugin.mjs', ...short, `hydra.run.dir=${dir}`, ...args)
  return { ...outcome, log: project.has(`${dir}/run.log`) ? project.read(`${dir}/run.log`) : '' }
}
const watcher = (how: string) => run(`+callbacks.watcher={_target_: mine.Watcher, how: ${how}}`)

describe('what a plugin’s component throws is its own error: component, hook and place are named', () => {
  test.each([
    [
      'throws',
      /^plugin\.mjs:5:22 {2}callbacks 'watcher' \(mine\.Watcher\) in onTrainStart threw: TypeError: Cannot read .*\n$/,
    ],
    [
      'rejects',
      /^plugin\.mjs:6:\d+ {2}callbacks 'watcher' \(mine\.Watcher\) in onTrainStart threw: TypeError: too late\n$/,
    ],
    ['text', /^callbacks 'watcher' \(mine\.Watcher\) in onTrainStart threw: 'only a text'\n$/],
    ['offline', /in onTrainStart threw: TypeError: fetch failed: (connect ECONNREFUSED|bad port)/],
  ])('a callback that %s', (how, message) => {
    const { code, stderr, log } = watcher(how)
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^\s+at |should not happen/m)
    expect(log).toContain('[ERROR] - run failed: ')
    if (how !== 'text') expect(log).toMatch(/^ {4}at .*plugin\.mjs:\d+:\d+\)?$/m)
  })

  test('a logger, whose error --debug shows with its stack', () => {
    const { code, stderr } = run('+loggers.rows={_target_: mine.Rows}', '--debug')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^plugin\.mjs:\d+:\d+ {2}loggers 'rows' \(mine\.Rows\) in logMetrics threw: no rows\n/)
    expect(stderr).toMatch(/^Error: no rows\n {4}at Rows\.logMetrics \(.*plugin\.mjs:\d+:\d+\)$/m)
  })

  test('a backbone, in the middle of training', () => {
    const { code, stderr } = run('backbone._target_=mine.Net')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^plugin\.mjs:\d+:\d+ {2}backbone 'net' \(mine\.Net\) in forward threw: enough\n$/)
  })

  test('a constructor, before anything is written', () => {
    const { code, stderr, log } = watcher('constructor')
    expect(code).toBe(2)
    expect(stderr).toContain("callbacks 'watcher' cannot be made: not made")
    expect(stderr).toMatch(/thrown at plugin\.mjs:\d+:\d+/)
    expect(log).toBe('')
  })

  test('nothing, where it works: private fields and methods of its classes stay what they are', () => {
    expect(watcher('fine').code).toBe(0)
  })
})
