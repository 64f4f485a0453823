import type { StateDict } from '../nn/parameter.js'
import type { TensorMismatch } from '../nn/state-dict.js'
import type { Eval } from './purpose.js'

const HEAD = /heads\.heads\.(\d+)\./

/**
 * What to do where saved weights are not those of a network.
 * @param tensors those that differ
 * @param named where the config names the weights, and the config whose network they are put into
 */
export function adviceFor(
  tensors: readonly TensorMismatch[],
  state: StateDict,
  named: Eval['named'],
): string | undefined {
  const lacks = tensors.filter(({ saved }) => saved === undefined)
  const ofHeads = tensors.every(({ name }) => HEAD.test(name))
  const tasks = headsIn(state)
  if (ofHeads && lacks.length === tensors.length && tasks.length > 0)
    return `test the tasks that it has: ${evalTasks(tasks)}`
  if (ofHeads && tensors.every(isOtherClasses))
    return 'name the data set that it was trained on: a head is as wide as its task has classes'
  if (!named) return undefined
  const others = new Set(tensors.map(({ name }) => name))
  const same = [...state.keys()].some((name) => !others.has(name))
  if (!same && lacks.length > 0)
    return 'no tensor has the name of one of the network: save the whole module by torch.save(module, PATH)'
  const { networkOf } = named
  return networkOf && `the network is that of ${networkOf}: name a file that this run wrote`
}

/** Whether a head differs in its classes alone, and not in what it takes. */
function isOtherClasses({ saved, wanted }: TensorMismatch): boolean {
  return saved !== undefined && wanted !== undefined && String(saved.slice(1)) === String(wanted.slice(1))
}

function headsIn(state: StateDict): number[] {
  const tasks = [...state.keys()].flatMap((name) => HEAD.exec(name)?.[1] ?? [])
  return [...new Set(tasks)].map(Number)
}

function evalTasks(tasks: readonly number[]): string {
  const isRange = tasks.every((task, i) => task === i + 1)
  return `eval_tasks=${isRange ? tasks.length : `[${tasks.join(',')}]`}`
}
