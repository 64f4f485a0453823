import { startWasm } from '../src/backends/start-wasm.js'
import { type JointStepper, jointStepper, median } from './joint-stepper.js'

const ROUNDS = 60

await startWasm()
for (const classes of [50, 500]) {
  const [few, many] = [5, 50].map((tasks) => jointStepper({ tasks, classes: classes / tasks, lr: 0.01 }))
  const steppers = [few, many] as [JointStepper, JointStepper]
  const times: [number[], number[]] = [[], []]
  // in turns, so that both see the same machine
  for (let round = -20; round < ROUNDS; round++) {
    for (const i of [0, 1] as const) {
      const taken = await steppers[i].step()
      if (round >= 0) times[i].push(taken)
    }
  }
  const [short, long] = [median(times[0]), median(times[1])]
  console.log(
    JSON.stringify({
      classes,
      ms_5_tasks: short,
      ms_50_tasks: long,
      ratio: long / short,
      by_ops: steppers.map(({ byOps }) => byOps),
    }),
  )
}
