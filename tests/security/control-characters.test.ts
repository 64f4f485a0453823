import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'

/** Clears the screen, sets the title, turns the direction of writing, ends a line where nobody sees it. */
const EVIL = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eevil\u2066\u0085\u2028\r\b'
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/

let project: Project
beforeAll(() => {
  project = new Project('small-project')
  project.write('configs/db/evil.yaml', `"k${JSON.stringify(EVIL).slice(1, -1)}": ${JSON.stringify(EVIL)}\n`)
  project.write('configs/optimizer/evil.yaml', `_target_: ${JSON.stringify(`polyhead.${EVIL}`)}\n`)
  project.write('configs/trainer/evil.yaml', `_target_: polyhead.trainer.Trainer\n${JSON.stringify(EVIL)}: 1\n`)
  for (const name of ['plain', EVIL]) {
    mkdirSync(join(project.dir, 'runs', name), { recursive: true })
    const record = runRecord({
      status: 'failed',
      exitReason: EVIL,
      started: EVIL,
      command: [EVIL],
      overrides: [`+vars.x=${EVIL}`],
      config: { [`optimizer.${EVIL}`]: EVIL, 'optimizer.lr': EVIL },
      versions: { polyhead: EVIL, node: EVIL, v8: EVIL },
      classNames: { 1: [EVIL, 'b'] },
      results: { [`test_${EVIL}`]: 1 } as never,
      reproduces: EVIL,
    })
    writeFileSync(join(project.dir, 'runs', name, 'run.json'), JSON.stringify(record))
    const metrics = `epoch,step,${JSON.stringify(EVIL)}\n0,1,${EVIL}\n`
    writeFileSync(join(project.dir, 'runs', name, 'metrics.csv'), metrics)
  }
})
afterAll(() => project.remove())

describe('what a terminal would obey is shown escaped by', () => {
  test.each([
    ['--cfg', ['+db=evil', '--cfg', 'job']],
    ['--cfg --resolve -p', ['+db=evil', '--cfg', 'job', '--resolve', '-p', 'db']],
    ['--info', ['+db=evil', '--info', 'all']],
    ['an override of the command line', [`nothing.${EVIL}=1`]],
    ['an override, shown by --cfg', [`+vars.x='${EVIL}'`, '--cfg', 'all']],
    ['a message about a component', ['optimizer=evil']],
    ['a message about a key', ['trainer=evil']],
    ['explain', ['explain', 'db', '+db=evil']],
    ['check', ['check']],
    ['ls', ['ls', 'runs']],
    ['ls --group', ['ls', 'runs', '--group']],
    ['ls --format csv', ['ls', 'runs', '--format', 'csv']],
    ['ls --where', ['ls', 'runs', '--where', `${EVIL}=1`]],
    ['diff', ['diff', 'runs/plain', `runs/${EVIL}`]],
    ['report of a run', ['report', `runs/${EVIL}`]],
    ['report of a folder', ['report', 'runs']],
    ['reproduce', ['reproduce', `runs/${EVIL}`]],
    ['resume', ['resume', `runs/${EVIL}`]],
    ['eval', ['eval', `runs/${EVIL}`]],
    ['export', ['export', `runs/${EVIL}`]],
    ['predict', ['predict', `runs/${EVIL}`, EVIL]],
    ['set', ['set', 'configs/db/evil.yaml', `${EVIL}=1`]],
    ['save', ['save', EVIL, 'seed=1']],
    ['a sweep', ['-m', '--dry-run', `+vars.x='${EVIL}','b'`]],
    ['a command that is misspelt', [`repro${EVIL}`]],
    ['a flag that is misspelt', [`--${EVIL}`]],
    ['the help of an app', ['--help', `hydra.help.template='${EVIL}'`]],
    ['a plugin that is not there', ['--plugin', EVIL, 'ls']],
    ['a folder that is not there', ['--config-path', EVIL]],
  ])('%s', (_, args) => {
    const { stdout, stderr } = project.polyhead(...args)
    expect(stdout + stderr).not.toBe('')
    expect(OBEYED.exec(stdout + stderr)).toBeNull()
    expect(stderr).not.toMatch(/should not happen|^ {4}at /m)
  })
})
