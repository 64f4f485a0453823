// What a training step costs with each weighting, beside a step with the mean: [rounds] [wasm | onnx] [tasks].
// MLP 784-256-256-64, heads of 10 classes, 128 rows of mixed tasks, SGD, one thread; a step of each in turn, medians.
// `by_ops` counts the steps that went operation by operation: without it, all were compiled.
import { startOnnx } from '../src/backends/start-onnx.js'
import { startWasm } from '../src/backends/start-wasm.js'
import { weightingManifests } from '../src/components/weighting/manifests.js'
import type { Weighting } from '../src/nn/weighting.js'
import { type JointStepper, jointStepper, median } from './joint-stepper.js'

const rounds = Number(process.argv[2] ?? 100)
const tasks = Number(process.argv[4] ?? 5)

if (process.argv[3] === 'onnx') await startOnnx({ threads: 1 })
else await startWasm()
const methods: { option: string; stepper: JointStepper; times: number[] }[] = []
for (const { option, load } of weightingManifests) {
  const Class = (await load()) as new (params: object) => Weighting
  methods.push({
    option,
    stepper: jointStepper({ tasks, classes: 10, lr: 0.001, weighting: new Class({}) }),
    times: [],
  })
}
for (let round = -10; round < rounds; round++) {
  for (const { stepper, times } of methods) {
    const taken = await stepper.step()
    if (round >= 0) times.push(taken)
  }
}
const mean = median(methods.find(({ option }) => option === 'mean')?.times ?? [])
for (const { option, stepper, times } of methods) {
  const ms = median(times)
  const line = { weighting: option, ms: Number(ms.toFixed(2)), of_mean: Number((ms / mean).toFixed(2)) }
  console.log(JSON.stringify({ ...line, ...(stepper.byOps > 0 && { by_ops: stepper.byOps }) }))
}
