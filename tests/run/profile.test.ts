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

test.each([
  ['onnx', ['~callbacks.gradient_norm'], true, ['Gemm', 'Mul']],
  ['onnx', [], 'callbacks.gradient_norm looks at the gradients of a step', ['Gemm', 'Mul']],
  ['wasm', [], undefined, ['BatchMatMul', 'Relu']],
] as const)(
  'trainer.profile=true tells on backend=%s, with overrides %j, what each operation takes',
  (backend, overrides, compiled, expected) => {
    const { project, said } = run(`backend=${backend}`, ...overrides)
    expect(JSON.parse(project.read('run/run.json')).backend.compiled).toEqual(compiled)
    const { batches, operations } = traced(project)
    expect(batches).toHaveLength(21)
    const counts = new Map<string, number>()
    for (const { name } of operations) counts.set(name, (counts.get(name) ?? 0) + 1)
    for (const name of expected) {
      // at least once in each batch, and so the table says
      expect(counts.get(name)).toBeGreaterThanOrEqual(21)
      expect(said).toMatch(new RegExp(`${name} +\\S+ +${counts.get(name)} `))
    }
    const timed = operations.reduce((sum, { dur }) => sum + dur, 0)
    expect(timed).toBeGreaterThan(0)
    expect(timed).toBeLessThan(batches.reduce((sum, { dur }) => sum + dur, 0))
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
