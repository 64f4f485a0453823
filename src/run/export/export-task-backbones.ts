import { activate, activationName, type ComponentConfig } from './export-activation.js'
import type { LayersGraph, Output } from './layers-graph.js'

/** Which task's feature is exported, of a network that was trained on several. */
export interface ExportedOf {
  task: number
  /** In the order of training. */
  tasks: readonly number[]
}

const numberOf = (config: ComponentConfig, key: string) => config[key] as number

/** Linear layers in a backbone's perceptrons. */
const depthOf = (config: ComponentConfig) => (config.hidden_dims as readonly number[]).length + 1

/** Experts that all tasks share, weighed by the task's gate. */
export function mmoe(graph: LayersGraph, config: ComponentConfig, { task, tasks }: ExportedOf): Output {
  const experts = Array.from({ length: numberOf(config, 'num_experts') }, (_, e) =>
    perceptron(graph, graph.input, `backbone.experts.${e}`, config),
  )
  for (const other of tasks) if (other !== task) graph.leaveOut(`backbone.gates.${other}`)
  return gated(graph, graph.input, `backbone.gates.${task}`, experts)
}

/** Levels of shared experts and experts of each task; `num_levels` is missing where there is one. */
export function ple(graph: LayersGraph, config: ComponentConfig, { task, tasks }: ExportedOf): Output {
  const depth = (config.num_levels as number | undefined) ?? 1
  let common = graph.input
  let inputs = new Map(tasks.map((each) => [each, graph.input] as const))
  for (let level = 0; level < depth; level++) {
    const name = `backbone.levels.${level}`
    const last = level === depth - 1
    const shared = Array.from({ length: numberOf(config, 'num_shared_experts') }, (_, e) =>
      perceptron(graph, common, `${name}.shared.${e}`, config),
    )
    const own = new Map<number, Output[]>()
    const features = new Map<number, Output>()
    for (const each of tasks) {
      const experts = Array.from({ length: numberOf(config, 'num_task_experts') }, (_, e) => e)
      if (last && each !== task) {
        for (const e of experts) leavePerceptron(graph, `${name}.experts.${each}.${e}`, config)
        graph.leaveOut(`${name}.gates.${each}`)
        continue
      }
      const input = inputs.get(each) as Output
      const outputs = experts.map((e) => perceptron(graph, input, `${name}.experts.${each}.${e}`, config))
      own.set(each, outputs)
      features.set(each, gated(graph, input, `${name}.gates.${each}`, [...shared, ...outputs]))
    }
    if (!last) common = gated(graph, common, `${name}.shared_gate`, [...shared, ...[...own.values()].flat()])
    inputs = features
  }
  return inputs.get(task) as Output
}

/** A perceptron for each task, stitched together after each layer. */
export function crossStitch(graph: LayersGraph, config: ComponentConfig, { task, tasks }: ExportedOf): Output {
  const depth = depthOf(config)
  let here = tasks.map(() => graph.input)
  for (let i = 0; i < depth; i++) {
    const towers = here.map((from, lane) => layer(graph, from, `backbone.towers.${tasks[lane]}.fc.${i}`, config))
    const name = `backbone.stitches.${i}`
    const wanted = i === depth - 1 ? [tasks.indexOf(task)] : [...tasks.keys()]
    here = wanted.map((lane) => graph.stitch(`${name}.${tasks[lane]}`, name, lane, towers))
  }
  return here[0] as Output
}

/** One perceptron that all tasks share, with the task's mask on each layer. */
export function mtan(graph: LayersGraph, config: ComponentConfig, { task, tasks }: ExportedOf): Output {
  const activation = activationName(config)
  let here = graph.input
  let last: Output | undefined
  for (let i = 0; i < depthOf(config); i++) {
    const before = graph.linear(here, `backbone.fc.${i}`)
    here = activate(graph, before, `${before.layer}.activation`, activation)
    for (const other of tasks) {
      if (other === task) continue
      graph.leaveOut(`backbone.attention.${other}.${i}.inner`)
      graph.leaveOut(`backbone.attention.${other}.${i}.outer`)
    }
    const name = `backbone.attention.${task}.${i}`
    const inner = layer(graph, last ? graph.concat(`${name}.seen`, [before, last]) : before, `${name}.inner`, config)
    const mask = activate(graph, graph.linear(inner, `${name}.outer`), `${name}.mask`, 'Sigmoid')
    last = graph.product(`${name}.masked`, mask, here)
  }
  return last as Output
}

function perceptron(graph: LayersGraph, from: Output, name: string, config: ComponentConfig): Output {
  let here = from
  for (let i = 0; i < depthOf(config); i++) here = layer(graph, here, `${name}.fc.${i}`, config)
  return here
}

function leavePerceptron(graph: LayersGraph, name: string, config: ComponentConfig): void {
  for (let i = 0; i < depthOf(config); i++) graph.leaveOut(`${name}.fc.${i}`)
}

/** A linear layer with its activation. */
function layer(graph: LayersGraph, from: Output, name: string, config: ComponentConfig): Output {
  return activate(graph, graph.linear(from, name), `${name}.activation`, activationName(config))
}

/** Experts, each as much as the gate gives it. */
function gated(graph: LayersGraph, from: Output, gate: string, experts: readonly Output[]): Output {
  const shares = graph.pointwise(graph.linear(from, gate), `${gate}.shares`, 'Activation', { activation: 'softmax' })
  return graph.mix(`${gate}.mix`, shares, experts)
}
