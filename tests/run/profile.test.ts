import { expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

interface Trace {
  traceEvents: { name: string; ph: string; tid: number; ts: number; dur: number; args: { shapes?: string } }[]
}

const run = (...overrides: string[]) => {
  const project = new Project('resume-project')
  const outcome = project.polyhead(...overrides, 'hydra.run.dir=run', 'trainer.max_epochs=1', 'trainer.profile=true')
  expect(outcome.stderr).not.toMatch(/warn/i)
  expect(outcome.code).toBe(0)
  return { project, said: `${outcome.stdout}${project.read('run/run.log')}` }
}

/** Operations and batches of a trace. */
function traced(project: Project) {
  const { traceEvents } = JSON.parse(project.read('run/profile.json')) as Trace
  const spans = traceEvents.filter(({ ph }) => ph === 'X')
  const batches = spans.filter(({ tid }) => tid === 1)
  const operations = spans.filter(({ tid }) => tid === 2)
  return { batches, operations }
}

const endOf = ({ ts, dur }: { ts: number; dur: number }) => ts + dur

/** Operations that no other one called. */
function outermost(operations: ReturnType<typeof traced>['operations']) {
  let end = 0
  return operations.filter((one) => {
    const outer = one.ts >= end
    if (outer) end = endOf(one)
    return outer
  })
}

test.each([
  ['onnx', ['~callbacks.gradient_norm'], true, ['Gemm', 'Mul']],
  ['onnx', ['+weighting=pcgrad', 'backbone.hidden_dims=[256,256]', '~callbacks.gradient_norm'], true, ['Gemm', 'Mul']],
  ['onnx', [], 'callbacks.gradient_norm looks at the gradients of a step', ['Gemm', 'Mul']],
  ['wasm', [], undefined, ['BatchMatMul', 'Relu']],
] as const)(
  'trainer.profile=true tells on backend=%s, with overrides %j, what each operation takes, within its batch',
  (backend, overrides, compiled, expected) => {
    const { project, said } = run(`backend=${backend}`, 'trainer.accumulate_grad_batches=1', ...overrides)
    expect(JSON.parse(project.read('run/run.json')).backend.compiled).toEqual(compiled)
    expect(said).toContain('run/profile.json')
    const { batches, operations } = traced(project)
    expect(batches).toHaveLength(21)
    const inBatches = batches.map((batch) => {
      return operations.filter((one) => one.ts >= batch.ts && endOf(one) <= endOf(batch))
    })
    expect(inBatches.flat()).toEqual(operations)
    for (const [i, own] of inBatches.entries()) {
      const outer = outermost(own)
      // what is not within an operation begins after it has ended, and what is ends within it
      for (const one of own) expect(outer.some((other) => one.ts >= other.ts && endOf(one) <= endOf(other))).toBe(true)
      expect(outer.reduce((sum, { dur }) => sum + dur, 0)).toBeLessThanOrEqual(batches[i]?.dur as number)
    }
    const steady = inBatches.filter((_, i) => !batches[i]?.name.endsWith(' (preparing)'))
    expect(batches[0]?.name).toBe('batch 1 (preparing)')
    expect(steady.length).toBeGreaterThan(10)
    const namesOf = (all: typeof operations) => all.map(({ name, args }) => `${name} ${args.shapes}`)
    // where a step is no call, some are logged and others not
    if (compiled === true) for (const own of steady) expect(namesOf(own)).toEqual(namesOf(steady[0] ?? []))
    for (const name of expected) {
      const { length } = steady.flat().filter((one) => one.name === name)
      expect(length).toBeGreaterThanOrEqual(steady.length)
      expect(said).toMatch(new RegExp(`${name} +\\d+\\.\\d{3} +${length} `))
    }
    expect(said).toMatch(/not in the table: \d+ training batch(es)? that prepared steps/)
    expect(operations.find(({ name }) => name === expected[0])?.args.shapes).toMatch(/^\[\d+,\d+\] .*→ \[\d+,\d+\]$/)
  },
)

test('trainer.profile=true changes no bit of what is trained', () => {
  const hash = (project: Project) => {
    const { files } = JSON.parse(project.read('run/run.json')) as { files: Record<string, unknown> }
    return files
  }
  const profiled = run('backend=onnx', '~callbacks.gradient_norm').project
  const plain = new Project('resume-project')
  const overrides = ['backend=onnx', '~callbacks.gradient_norm', 'hydra.run.dir=run', 'trainer.max_epochs=1']
  expect(plain.polyhead(...overrides).code).toBe(0)
  expect(hash(plain)).toEqual(hash(profiled))
  expect(plain.has('run/profile.json')).toBe(false)
})
