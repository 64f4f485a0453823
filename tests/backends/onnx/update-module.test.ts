import { expect, test } from 'vitest'
import { type Instruction, LANES, type UpdateProgram, writeUpdate } from '../../../src/backends/onnx/update-module.js'
import { runtime } from '../../../src/util/wasm-binary.js'

const results = (...places: number[]) => places.map((result) => ({ result }))

/** Runs it on as many elements as are computed at once, in tensors that lie one after the other. */
function run(program: UpdateProgram, tensors: number[][], scalars: number[]): number[][] {
  const memory = new runtime.Memory({ initial: 1 })
  const arrays = tensors.map((values, i) => {
    const array = new Float32Array(memory.buffer, i * 4 * LANES, LANES)
    array.set(values)
    return array
  })
  const { exports } = new runtime.Instance(new runtime.Module(writeUpdate(program)), { own: { memory } })
  const { update } = exports as { update: (...numbers: number[]) => void }
  update(...arrays.map(({ byteOffset }) => byteOffset), 4 * LANES, ...scalars)
  return arrays.map((array) => [...array])
}

test('an update computes each operation as float32 numbers have it', () => {
  const [a, b] = [
    [-3, 0.1, 7, -0],
    [2, -0.3, 7, 5],
  ] as [number[], number[]]
  const { fround } = Math
  const expected: [string, (x: number, y: number) => number][] = [
    ['Add', (x, y) => x + y],
    ['Sub', (x, y) => x - y],
    ['Multiply', (x, y) => x * y],
    ['RealDiv', (x, y) => x / y],
    ['Minimum', Math.min],
    ['Maximum', Math.max],
    ['Abs', Math.abs],
    ['Neg', (x) => -x],
    ['Square', (x) => x * x],
    ['Sqrt', Math.sqrt],
  ]
  for (const [name, compute] of expected) {
    const operands = compute.length === 1 ? [{ tensor: 0 }] : [{ tensor: 0 }, { tensor: 1 }]
    const program = { tensors: 2, scalars: 0, instructions: [{ name, operands }], stores: [{ tensor: 1, result: 0 }] }
    const right = a.map((x, i) => fround(compute(fround(x), fround(b[i] as number))))
    expect(run(program, [a, b], [])[1], name).toEqual(right)
  }
})

test('an update has numbers of its own, scalars that are given, and longer code than one byte counts', () => {
  const first: Instruction[] = [
    { name: 'Multiply', operands: [{ tensor: 0 }, { scalar: 1 }] },
    { name: 'Add', operands: [{ result: 0 }, { constant: -0.5 }] },
  ]
  const others = Array.from({ length: 300 }, (_, i) => ({
    name: 'Add',
    operands: [...results(i + 1), { scalar: 0 }],
  }))
  const program = {
    tensors: 2,
    scalars: 2,
    instructions: [...first, ...others],
    stores: [
      { tensor: 0, result: 1 },
      { tensor: 1, result: 301 },
    ],
  }
  const [changed, made] = run(
    program,
    [
      [1, 2, 3, 4],
      [0, 0, 0, 0],
    ],
    [2, 10],
  )
  expect(changed).toEqual([9.5, 19.5, 29.5, 39.5])
  expect(made).toEqual([609.5, 619.5, 629.5, 639.5])
})
