import type { Node } from '../node.js'
import { pythonStr } from '../python.js'
import type { Resolver, ResolverInfo } from '../resolvers/registry.js'
import { ArithmeticError, calculate, equal, isTrue, signed, type Value } from './arithmetic.js'
import { evaluate } from './evaluate.js'
import type { packs } from './names.js'
import { toNode, toValue } from './python-value.js'

/** Items that `range` may give. */
const LONGEST = 100_000

type Compute = (args: Value[], nodes: readonly Node[]) => Value

/** @param count how many arguments there are, at least and at most */
function resolver([least, most]: readonly [number, number], compute: Compute): Resolver {
  return (args: readonly Node[], info: ResolverInfo) => {
    if (args.length < least || args.length > most) {
      const wanted =
        least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`
      throw new ArithmeticError(`it takes ${wanted} arguments, not ${args.length}`)
    }
    const resolved = args.map((arg) => info.resolve(arg))
    return toNode(compute(resolved.map(toValue), resolved))
  }
}

const MANY = Number.POSITIVE_INFINITY

function product(values: readonly Value[]): Value {
  return values.reduce((total, value) => calculate('*', total, value), 1n as Value)
}

function range(args: readonly Value[]): Value {
  const ints = args.map((arg) => (typeof arg === 'bigint' ? Number(arg) : fail('range takes ints')))
  const [start, stop, step] =
    ints.length === 1 ? [0, ints[0] as number, 1] : [ints[0] as number, ints[1] as number, ints[2] ?? 1]
  if (step === 0) fail('the step of a range must not be 0')
  const length = Math.max(0, Math.ceil((stop - start) / step))
  if (length > LONGEST) fail(`the range has ${length} items: at most ${LONGEST} are possible`)
  return Array.from({ length }, (_, i) => BigInt(start + i * step))
}

function fail(why: string): never {
  throw new ArithmeticError(why)
}

/** `${join:[a,b],-}` or `${join:-,[a,b]}`: a list, and what stands between its items. */
function join(nodes: readonly Node[]): Value {
  const list = nodes.find(({ kind }) => kind === 'list')
  const between = nodes.find((node) => node !== list)
  if (list?.kind !== 'list' || between?.kind === 'list') fail('join takes one list, and the text between its items')
  return (list as Node & { kind: 'list' }).items.map(pythonStr).join(between ? pythonStr(between) : ',')
}

/**
 * Resolvers that many projects register for themselves, by the names and with the meanings that most of them have.
 * `eval` computes arithmetic on literals; it runs no code.
 */
export const mathResolvers: Readonly<Record<(typeof packs)['math'][number], Resolver>> = {
  eval: resolver([1, 1], ([text = null]) => (typeof text === 'string' ? evaluate(text) : text)),
  multiply: resolver([1, MANY], product),
  times: resolver([1, MANY], product),
  add: resolver([1, MANY], (values) => values.reduce((total, value) => calculate('+', total, value))),
  subtract: resolver([2, 2], ([a = null, b = null]) => calculate('-', a, b)),
  divide: resolver([2, 2], ([a = null, b = null]) => calculate('/', a, b)),
  div_up: resolver([2, 2], ([a = null, b = null]) => signed('-', calculate('//', signed('-', a), b))),
  eq: resolver([2, 2], ([a = null, b = null]) => equal(a, b)),
  if: resolver([3, 3], ([condition = null, yes = null, no = null]) => (isTrue(condition) ? yes : no)),
  len: resolver([1, 1], ([value = null]) =>
    typeof value === 'string' || Array.isArray(value) ? BigInt(value.length) : fail('len takes a list or a text'),
  ),
  range: resolver([1, 3], range),
  join: resolver([1, 2], (_, nodes) => join(nodes)),
}
