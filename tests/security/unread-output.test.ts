import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const polyhead = `${process.execPath} ${fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))}`
const RUN = 'experiment=permuted_digits train_tasks=2 eval_tasks=2 trainer.max_epochs=1 trainer.limit_train_batches=2'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

/** Exit code of `polyhead …`, standing first in a line for bash. */
function code(line: string): { code: number; output: string } {
  const script = `${line}; echo "code \${PIPESTATUS[0]}" >&3`
  const { stdout, stderr, output } = spawnSync('bash', ['-c', script], {
    cwd: project.dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  return { code: Number(/code (\d+)/.exec(String(output[3]))?.[1]), output: `${stdout}${stderr}` }
}

const status = (dir: string) => JSON.parse(project.read(`${dir}/run.json`)).status

describe('a reader that leaves ends the output, and not the work', () => {
  test('of both standard output and standard error', () => {
    expect(code(`${polyhead} ${RUN} hydra.run.dir=out 2>&1 | head -1`).code).toBe(0)
    expect(status('out')).toBe('done')
  })

  test('of a sweep: no job is skipped', () => {
    const sweep = `-m --json ${RUN} seed=1,2,3 hydra.sweep.dir=sweep`
    expect(code(`${polyhead} ${sweep} | head -1`).code).toBe(0)
    expect(['0', '1', '2'].map((job) => status(`sweep/${job}`))).toEqual(['done', 'done', 'done'])
  })

  test('the exit code is that of the work', () => {
    expect(code(`${polyhead} --cfg job | true`).code).toBe(0)
    expect(code(`${polyhead} optimizer.lrr=1 2>&1 | true`).code).toBe(2)
    expect(code(`${polyhead} diff nothing nowhere 2>&1 | true`).code).toBe(2)
  })

  test('of an app: its own lines are dropped too', () => {
    const library = new URL('../../dist/index.js', import.meta.url).href
    project.write(
      'app.mjs',
      `import { existsSync, writeFileSync } from 'node:fs'
       import { main } from '${library}'
       await main(() => {
         for (let i = 0; i < 100_000; i++) console.log('line', i)
         writeFileSync('end', '')
       })`,
    )
    expect(code(`${process.execPath} app.mjs 2>&1 | head -1`).code).toBe(0)
    expect(project.has('end')).toBe(true)
  })
})

describe.skipIf(!existsSync('/dev/full'))('output that cannot be written for another reason', () => {
  test('is told of once; the run comes to its end, and the command has failed', () => {
    const run = code(`${polyhead} ${RUN} hydra.run.dir=out --json >/dev/full`)
    expect(run.output).toMatch(/standard output cannot be written: ENOSPC/)
    expect(run.output.match(/cannot be written/g)).toHaveLength(1)
    expect(run.output).not.toMatch(/^\s+at /m)
    expect([run.code, status('out')]).toEqual([1, 'done'])
    expect(code(`${polyhead} optimizer.lrr=1 2>/dev/full`).code).toBe(2)
  })
})
