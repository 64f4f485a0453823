import type { StateDict } from '../nn/parameter.js'
import type { Diagnostic } from '../util/diagnostic.js'

const HEAD = /heads\.heads\.(\d+)\./

/**
 * What to do where saved weights are not those of a network.
 * @param problems one of each tensor that differs
 * @param networkOf the config that the network is made by, where it is not the one that is run
 */
export function adviceFor(
  problems: readonly Diagnostic[],
  state: StateDict,
  networkOf: string | undefined,
): string | undefined {
  const texts = problems.map(({ message }) => message)
  const lacks = texts.filter((text) => text.startsWith('the saved weights lack'))
  const ofHeads = texts.every((text) => HEAD.test(text))
  const tasks = headsIn(state)
  if (ofHeads && lacks.length === texts.length && tasks.length > 0)
    return `test the tasks that it has: ${evalTasks(tasks)}`
  if (ofHeads && texts.every(isOtherClasses))
    return 'name the data set that it was trained on: a head is as wide as its task has classes'
  const same = [...state.keys()].some((name) => !texts.some((text) => text.includes(`'${name}'`)))
  if (!same && lacks.length > 0)
    return 'no tensor has the name of one of the network: save the whole module by torch.save(module, PATH)'
  if (networkOf !== undefined) return `the network is that of ${networkOf}: name a file that this run wrote`
  return undefined
}

/** Whether a head differs in its classes alone, and not in what it takes. */
function isOtherClasses(text: string): boolean {
  const shapes = / is \[\d+(,[, \d]+)?\], but the model's is \[\d+(,[, \d]+)?\]$/.exec(text)
  return shapes !== null && shapes[1] === shapes[2]
}

function headsIn(state: StateDict): number[] {
  const tasks = [...state.keys()].flatMap((name) => HEAD.exec(name)?.[1] ?? [])
  return [...new Set(tasks)].map(Number)
}

function evalTasks(tasks: readonly number[]): string {
  const isRange = tasks.every((task, i) => task === i + 1)
  return `eval_tasks=${isRange ? tasks.length : `[${tasks.join(',')}]`}`
}
